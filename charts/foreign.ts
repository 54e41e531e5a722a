import type { MonitorFact, StoreFact } from "./description";
import type { Path } from "./words";

/** What is known of charts that this program does not install, and that others may have beside it. */
export interface ForeignChart {
    monitors?: readonly MonitorFact[];
    tenancy?: Exclude<StoreFact["tenancy"], { none: string }>;
    /** Where Grafana's own values stand. */
    grafana?: { path: Path };
}

export const foreignCharts: Readonly<Partial<Record<string, ForeignChart>>> = {
    promtail: { monitors: [{ path: ["serviceMonitor"], labels: "labels" }] },
    grafana: { grafana: { path: [] } },
    "tempo-distributed": { tenancy: { path: ["multitenancyEnabled"], standard: false } },
};
