import type { LogIngestion, StoreName, Topology } from "../../../../model/layers";
import type { ContributedPanels } from "../../shared/contribution";

/** What dashboards need to know about a stack. */
export interface DashboardFacts {
    /** Namespace of Prometheus, the stores and the collector. */
    namespace: string;
    gatewayNamespace: string;
    topology: Topology;
    logIngestion: LogIngestion;
    /**
     * Stores in the cluster.
     * @default both
     */
    stores?: readonly StoreName[];
    /**
     * Whether a service has objectives.
     * @default none has
     */
    objectives?: boolean;
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

/** Labels that identify lines in Loki, which depend on how the lines got there. */
interface LineLabels {
    namespace: string;
    /** The source of a line: its service.name, or the label `app` of its pod. */
    app: string;
    level: string;
}

export function lineLabels(logIngestion: LogIngestion): LineLabels {
    return logIngestion === "otlp"
        ? // Loki 3 adds the level to the structured metadata of each line.
          { namespace: "k8s_namespace_name", app: "service_name", level: "detected_level" }
        : { namespace: "namespace", app: "app", level: "level" };
}

/** A LogQL selector for the gateway's lines. */
export const gatewayLines = ({ logIngestion, gatewayNamespace }: DashboardFacts): string =>
    logIngestion === "otlp" ? '{service_name="kong"}' : `{namespace="${gatewayNamespace}"}`;
