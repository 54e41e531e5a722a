import type { Layers } from "../../../model/layers";
import { namedService } from "../../../model/services";
import { installedBy } from "../../../policy/library/installs/installed";
import { listAt } from "../../../policy/library/resource";
import { otherStackType } from "../../../policy/library/wiring/wires";
import type { PlannedResource } from "../recorder";
import { isObject } from "../values";
import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { endAt } from "./ends";
import { type Signal, signalsOf } from "./signals";
import { hostOf } from "./trafficArrows";

/** What leaves the cluster: by exporters of collectors, and by Prometheus' remote write. */
export function elsewhereArrows(boxes: Box[], ends: Map<string, Box>): Arrow[] {
    // What exists has a box of its own.
    const known = boxes.flatMap(({ resources: [head] }) => {
        const addresses: unknown = head?.inputs.addresses;
        return Array.isArray(addresses) ? addresses.map((address) => hostOf(String(address))) : [];
    });
    return boxes.flatMap((box) =>
        box.resources
            .flatMap((resource) => [...exported(resource), ...written(resource)])
            .filter(({ address }) => isElsewhere(hostOf(address)) && !known.includes(hostOf(address)))
            .map(({ address, signal, by }): Arrow => ({
                from: box.id,
                to: (receiving(boxes, address) ?? endAt("destinations", hostOf(address), ends)).id,
                signal,
                notes: [],
                details: [`${address} by ${by}`],
            })),
    );
}

/** The stack that takes telemetry there. */
function receiving(boxes: Box[], address: string): Box | undefined {
    return boxes.find(({ resources: [component] }) => {
        const layers = component?.type === otherStackType ? component.inputs.layers : undefined;
        const { observability } = (layers ?? {}) as Partial<Layers>;
        const { grpc, http } = observability?.otlp.central ?? {};
        return [grpc, http].some((one) => one !== undefined && hostOf(one) === hostOf(address));
    });
}

interface Sent {
    address: string;
    signal: Signal;
    by: string;
}

function exported(resource: PlannedResource): Sent[] {
    const { spec } = resource.inputs;
    const config = isObject(spec) && resource.type.endsWith(":OpenTelemetryCollector") ? spec.config : undefined;
    const exporters = isObject(config) && isObject(config.exporters) ? config.exporters : {};
    return Object.entries(exporters).flatMap(([id, exporter]) => {
        const address = isObject(exporter) ? exporter.endpoint : undefined;
        const path = `spec.config.exporters["${id}"].endpoint`;
        return typeof address !== "string"
            ? []
            : signalsOf({ address }, path, resource).map((signal) => ({ address, signal, by: id }));
    });
}

/** `prometheus.prometheusSpec.remoteWrite` in the values of its chart. */
function written(resource: PlannedResource): Sent[] {
    const list = installedBy(resource).charts.flatMap(({ values }) =>
        listAt(values, "prometheus", "prometheusSpec", "remoteWrite"),
    );
    return list.flatMap((one) =>
        typeof one.url === "string"
            ? [{ address: one.url, signal: "metrics" as const, by: String(one.name ?? "remote write") }]
            : [],
    );
}

/** Not a Service, not the pod itself, and no text that only the cluster fills in. */
function isElsewhere(host: string): boolean {
    return host.includes(".") && namedService(host) === undefined && !/^[\d.]+$|[${}]/.test(host);
}
