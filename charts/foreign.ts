import type { StoreFact } from "./description";
import { sidecars } from "./kube-prometheus-stack/sidecars";
import type { GrafanaFact } from "./programs";

/** What is known of charts that this program does not install, but that may run next to it. */
export interface ForeignChart {
    tenancy?: Exclude<StoreFact["tenancy"], { none: string }>;
    grafana?: GrafanaFact;
}

export const foreignCharts: Readonly<Partial<Record<string, ForeignChart>>> = {
    grafana: {
        grafana: {
            path: [],
            sidecars,
            additional: { none: "datasources stand in its values" },
            knownPasswordBefore: { none: "it makes one" },
        },
    },
    "tempo-distributed": { tenancy: { path: ["multitenancyEnabled"], standard: false } },
};

/** Unmaintained charts of others, and their successors. */
export const foreignSuccessors: Readonly<Record<string, string>> = {
    "prometheus-operator": "the chart kube-prometheus-stack",
};
