import type { LogIngestion, StoreName } from "../../../../model/layers";
import type { ContributedPanels } from "../../shared/contribution";

/** What dashboards need to know about a stack. */
export interface DashboardFacts {
    /** Namespace of Prometheus, the stores and the collector. */
    namespace: string;
    logIngestion: LogIngestion;
    /**
     * Stores in the cluster.
     * @default both
     */
    stores?: readonly StoreName[];
    /**
     * Whether errors in lines of all containers are counted.
     * @default true
     */
    errorsCounted?: boolean;
    panels: ContributedPanels;
}

/** The stores for which there are panels. */
export function storesOf({ stores = ["loki", "tempo"] }: Pick<DashboardFacts, "stores">): Record<StoreName, boolean> {
    return { loki: stores.includes("loki"), tempo: stores.includes("tempo") };
}
