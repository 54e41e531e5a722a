import type { LogIngestion, StoreName } from "../../../../model/layers";
import type { ContributedPanels } from "../../shared/contribution";

/** What dashboards need to know about a stack. */
export interface DashboardFacts {
    /** Namespace of the stores and the collector. */
    namespace: string;
    logIngestion: LogIngestion;
    /** @default the same */
    prometheusNamespace?: string;
    /**
     * Stores that Grafana asks.
     * @default both
     */
    stores?: readonly StoreName[];
    /**
     * Those of them that are installed here, so that their own metrics are known.
     * @default all of them
     */
    installed?: readonly StoreName[];
    /**
     * Whether the collector is.
     * @default true
     */
    collector?: boolean;
    /**
     * Whether Prometheus is.
     * @default true
     */
    ownPrometheus?: boolean;
    /**
     * Whether errors in lines of all containers are counted.
     * @default true
     */
    errorsCounted?: boolean;
    panels: ContributedPanels;
}

/** The stores with panels of their own metrics. */
export function installedOf({ stores, installed = stores }: DashboardFacts): Record<StoreName, boolean> {
    return storesOf({ stores: installed });
}

/** The stores for which there are panels. */
export function storesOf({ stores = ["loki", "tempo"] }: Pick<DashboardFacts, "stores">): Record<StoreName, boolean> {
    return { loki: stores.includes("loki"), tempo: stores.includes("tempo") };
}
