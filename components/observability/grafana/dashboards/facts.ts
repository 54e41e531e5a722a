import type { LogIngestion, StoreName } from "../../../../model/layers";
import type { ContributedPanels } from "../../shared/contribution";

/** What dashboards need to know about a stack. */
export interface DashboardFacts {
    /** Namespace of the stores and the collector. */
    namespace: string;
    logIngestion: LogIngestion;
    prometheusNamespace: string;
    /** Stores that Grafana asks. */
    stores: Record<StoreName, boolean>;
    /** Whether Loki is installed here, so that its own metrics are known. */
    loki: boolean;
    /** Whether Tempo is. */
    tempo: boolean;
    /** Whether the collector is installed. */
    collector: boolean;
    /** Whether Prometheus is. */
    ownPrometheus: boolean;
    /** Whether errors in lines of all containers are counted. */
    errorsCounted: boolean;
    /** Whether DeepFlow is installed. */
    deepflow: boolean;
    panels: ContributedPanels;
}
