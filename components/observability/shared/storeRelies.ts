import { chartNames, charts } from "../../../charts";
import type { StoreFact, WorkloadFact } from "../../../charts/description";
import { given, listed } from "../../../charts/words";
import type { Reliance } from "../../../model/relies";

/**
 * For components that query a signal's stores, or send to them, without a tenant: applies to whichever chart is
 * installed.
 */
export function oneTenantRelies(who: string, signal: StoreFact["signal"]): Reliance[] {
    return chartNames.flatMap((chart) =>
        listed(charts[chart].stores).flatMap((store): Reliance[] =>
            store.signal !== signal || "none" in store.tenancy
                ? []
                : [
                      {
                          of: { chart },
                          path: store.tenancy.path.join("."),
                          must: { equals: false },
                          byDefault: store.tenancy.standard,
                          why: `${who} names no tenant, and would be answered 401`,
                          heldBy: "datasources",
                      },
                  ],
        ),
    );
}

/** A store whose pods know nothing of each other. Whoever asks its Service asks one of them. */
export function onePodRelies(chart: "loki-stack" | "tempo", kept: string): Reliance[] {
    const workloads: readonly WorkloadFact[] = listed<WorkloadFact>(charts[chart].workloads);
    return workloads.flatMap(({ replicas }) =>
        replicas === undefined
            ? []
            : [
                  {
                      of: { chart },
                      path: replicas.path.join("."),
                      must: { equals: 1 },
                      byDefault: replicas.standard,
                      why: `each pod would have a part of the ${kept}, and a query finds those of one pod alone`,
                  },
              ],
    );
}

/** For components that send log records to Loki by OTLP. */
export function otlpLogsRely(who: string): Reliance[] {
    return chartNames.flatMap((chart): Reliance[] => {
        const { loki } = charts[chart];
        return "none" in loki
            ? []
            : [
                  {
                      of: { chart },
                      path: [...loki.config, "limits_config", "allow_structured_metadata"].join("."),
                      must: { equals: true },
                      byDefault: true,
                      why: `${who} sends logs by OTLP, and Loki keeps what comes with a line as structured metadata`,
                      heldBy: "datasources",
                  },
              ];
    });
}

/** That the store of traces derives series from spans: the switch, and the list of what it derives. */
export function generatorRelies(): {
    running: Omit<Reliance, "why">;
    makes: (processor: string) => Omit<Reliance, "why">;
} {
    const chart = "tempo";
    const [generator] = listed(charts[chart].stores).flatMap((store) => given(store.generator) ?? []);
    const path = (part: "enabled" | "processors"): string => (generator?.[part] ?? []).join(".");
    return {
        running: { of: { chart }, path: path("enabled"), must: { equals: true }, byDefault: false },
        makes: (processor) => ({ of: { chart }, path: path("processors"), must: { listContains: [processor] } }),
    };
}
