import type { LogIngestion, StoreName, Topology } from "../../../../model/layers";
import type { ContributedPanels } from "../../shared/contribution";

/** What dashboards must know of a stack. */
export interface DashboardFacts {
    /** Where Prometheus, the stores and the collector run. */
    namespace: string;
    gatewayNamespace: string;
    topology: Topology;
    logIngestion: LogIngestion;
    /** What keeps signals in the cluster. @default both */
    stores?: readonly StoreName[];
    /** Whether some service has objectives. @default none has */
    objectives?: boolean;
    /** Whether errors in lines of all containers are counted. @default true */
    errorsCounted?: boolean;
    panels: ContributedPanels;
}

/** What the stores' own panels rest on. */
export function storesOf({ stores = ["loki", "tempo"] }: Pick<DashboardFacts, "stores">): Record<StoreName, boolean> {
    return { loki: stores.includes("loki"), tempo: stores.includes("tempo") };
}

/** By what Loki tells lines apart, which depends on the way that they came. */
interface LineLabels {
    namespace: string;
    /** What wrote a line: its service.name, or the label `app` of its pod. */
    app: string;
    level: string;
}

export function lineLabels(logIngestion: LogIngestion): LineLabels {
    return logIngestion === "otlp"
        ? // Loki 3 adds the level to the structured metadata of each line.
          { namespace: "k8s_namespace_name", app: "service_name", level: "detected_level" }
        : { namespace: "namespace", app: "app", level: "level" };
}

/** The gateway's lines, as a selector of LogQL. */
export const gatewayLines = ({ logIngestion, gatewayNamespace }: DashboardFacts): string =>
    logIngestion === "otlp" ? '{service_name="kong"}' : `{namespace="${gatewayNamespace}"}`;
