import type { TelemetrySignal } from "../model/layers";
import type { Reference, TelemetryReference } from "../model/references";
import type { PlainSettings } from "./schema";

/** Settings that may name other stacks. */
export const referring = ["cluster", "observability", "kong", "traces", "logs"] as const;

type Referring = Partial<Pick<PlainSettings, (typeof referring)[number]>>;

/** What a stack reads of others, by its settings. */
export function referencesOf({ cluster, observability, kong, ...signals }: Referring): Reference[] {
    return [
        ...(cluster?.kind === "stack" ? [{ layer: "cluster" as const, stack: cluster.name, key: "cluster.name" }] : []),
        ...(observability?.kind === "stack"
            ? [{ layer: "observability" as const, stack: observability.name, key: "observability.name" }]
            : []),
        ...(kong?.topology === "data-planes" && kong.controlPlane.kind === "stack"
            ? [{ layer: "gateway" as const, stack: kong.controlPlane.name, key: "kong.controlPlane.name" }]
            : []),
        ...(["traces", "logs"] as const).flatMap((signal) => sentTo(signal, signals)),
    ];
}

function sentTo(signal: TelemetrySignal, { [signal]: settings }: Referring): TelemetryReference[] {
    return (settings?.destinations ?? []).flatMap((one, index) =>
        one.kind === "stack"
            ? [
                  {
                      layer: "telemetry",
                      signal,
                      stack: one.stack,
                      sender: one.sender,
                      key: `${signal}.destinations[${index}].stack`,
                  },
              ]
            : [],
    );
}
