import { type Collector, otlpIds } from "../../library/collector";
import { lokiBehind, lokis } from "../../library/loki";
import { at, textAt } from "../../library/resource";
import type { System } from "../../library/system";
import { printable } from "../../library/wiring/deadEnd";
import { knownServices, serviceAt } from "../../library/wiring/services";
import { componentsOf, typeOf } from "./pipelines";

/** Addresses that only the pod itself can reach. */
const itself = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|$)/;

/** Receivers that only their own pod can reach, which is correct for a sidecar. */
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
/** Loki's OTLP paths. To `endpoint` an exporter appends the rest itself, to the other it does not. */
const paths = { endpoint: "/otlp", logs_endpoint: "/otlp/v1/logs" } as const;

/** Loki accepts OTLP only over HTTP and at its own path, and answers 404 at any other. */
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
