import { type Collector, otlpIds } from "../../library/collector";
import { lokiBehind, lokis } from "../../library/loki";
import { at, textAt } from "../../library/resource";
import type { System } from "../../library/system";
import { printable } from "../../library/wiring/deadEnd";
import { knownServices, serviceAt } from "../../library/wiring/services";
import { componentsOf, typeOf } from "./pipelines";

/** The pod itself, which is all that reaches what listens there. */
const itself = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|$)/;

/** A receiver that its pod alone reaches. Beside an application, in its pod, that is right. */
export function unreachable({ mode, receivers }: Collector): string[] {
    return mode === "sidecar"
        ? []
        : otlpIds(receivers).flatMap((id) =>
              (["grpc", "http"] as const).flatMap((protocol) => {
                  const endpoint = textAt(receivers[id], "protocols", protocol, "endpoint");
                  return endpoint === undefined || !itself.test(endpoint)
                      ? []
                      : [
                            `receivers["${id}"].protocols.${protocol}.endpoint ${endpoint} listens where no other pod ` +
                                `reaches it; use ${endpoint.replace(itself, (host) => `0.0.0.0${host.endsWith(":") ? ":" : ""}`)}`,
                        ];
              }),
          );
}

const lokiPort = 3100;
/** What Loki answers, and what an exporter adds to its `endpoint` by itself, to no other. */
const paths = { endpoint: "/otlp", logs_endpoint: "/otlp/v1/logs" } as const;

/** Loki takes OTLP over HTTP alone, at a path of its own, and answers 404 at any other. */
export function besideLoki(system: System, one: Collector): string[] {
    return Object.entries(componentsOf(one, "exporters")).flatMap(([id, settings]) =>
        (["endpoint", "logs_endpoint"] as const).flatMap((key) => {
            const written = at(settings, key);
            const target = serviceAt(knownServices(system), written, one.namespace ?? "default");
            const isLoki =
                target !== undefined &&
                (target.port === lokiPort || lokiBehind(lokis(system), target.service, target.namespace) !== undefined);
            if (!isLoki || typeof written !== "string") {
                return [];
            }
            const shown = `exporters["${id}"].${key} ${printable(written)}`;
            if (/^otlp(_grpc)?$/.test(typeOf(id))) {
                return [`${shown}: Loki takes OTLP over HTTP alone; use otlp_http, with ${paths.endpoint} at its end`];
            }
            const host = /^(?:\w+:\/\/)?[^/]+/.exec(printable(written))?.[0] ?? "";
            return /^otlp_?http$/.test(typeOf(id)) && !printable(written).replace(/\/$/, "").endsWith(paths[key])
                ? [`${shown}: Loki takes OTLP at ${paths[key]} and answers 404 here; use ${host}${paths[key]}`]
                : [];
        }),
    );
}
