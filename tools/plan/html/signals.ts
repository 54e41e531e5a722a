import { isObject } from "../values";
import type { PlannedResource } from "../recorder";
import type { Wire } from "../../../policy/library/wiring/wires";

/** What flows along an arrow. */
export const signals = ["traffic", "metrics", "traces", "logs", "config", "query", "data"] as const;
export type Signal = (typeof signals)[number];

const byPath: [RegExp, Signal][] = [
    [/\/api\/v1\/write$|\/v1\/metrics$/, "metrics"],
    [/\/v1\/traces$/, "traces"],
    [/\/v1\/logs$|:3100\/otlp$|\/loki\/api\/v1\/push$/, "logs"],
];

/**
 * The signals of a wire: by the address itself, else by the pipelines that contain it, else by the caller and the port.
 */
export function signalsOf(
    { address }: Pick<Wire, "address">,
    path: string,
    holder: PlannedResource | undefined,
): Signal[] {
    const named = byPath.find(([pattern]) => pattern.test(address));
    if (named !== undefined) {
        return [named[1]];
    }
    const piped = pipelinesOf(path, holder);
    if (piped.length > 0) {
        return piped;
    }
    // Anything that does not send to Prometheus or Alertmanager queries them.
    if (isDatasource(holder) || /:909[03]\b/.test(address)) {
        return ["query"];
    }
    if (/^postgres|:5432\b/.test(address) || /\bpg_(ro_)?host$/.test(path)) {
        return ["data"];
    }
    // Only traces are sent to these ports without a path that says so: gRPC has none.
    return /:431[78]$/.test(address) ? ["traces"] : ["config"];
}

/** An exporter of a collector sends the signals of its pipelines. */
function pipelinesOf(path: string, holder: PlannedResource | undefined): Signal[] {
    const exporter = /^spec\.config\.exporters(?:\.([\w$-]+)|\["([^"]+)"\])/.exec(path);
    const spec = holder?.inputs.spec;
    const config = isObject(spec) ? spec.config : undefined;
    const service = isObject(config) ? config.service : undefined;
    const pipelines = isObject(service) && isObject(service.pipelines) ? service.pipelines : {};
    const name = exporter?.[1] ?? exporter?.[2];
    const carried = Object.entries(pipelines).flatMap(([pipeline, value]) =>
        isObject(value) && Array.isArray(value.exporters) && value.exporters.includes(name)
            ? [pipeline.split("/")[0]]
            : [],
    );
    return signals.filter((signal) => carried.includes(signal));
}

function isDatasource(holder: PlannedResource | undefined): boolean {
    const metadata = holder?.inputs.metadata;
    return isObject(metadata) && isObject(metadata.labels) && "grafana_datasource" in metadata.labels;
}

/** The port of an address; without one, the only port of the Service. */
export function portOf(written: number | undefined, ports: Record<string, number> | undefined): string {
    const served = Object.values(ports ?? {});
    return String(written ?? (served.length === 1 ? served[0] : ""));
}
