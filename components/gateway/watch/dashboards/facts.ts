import type { LogIngestion, StoreName, Topology } from "../../../../model/layers";
import type { PanelBuilder } from "../../../shared/dashboards/panels";

/** What a gateway's dashboards need to know; the stores are those in the cluster. */
export interface GatewayFacts extends Record<StoreName, boolean> {
    /** The gateway's. */
    namespace: string;
    topology: Topology;
    logIngestion: LogIngestion;
    /** Whether a service has objectives. */
    objectives: boolean;
    /** Of parts that ask the gateway themselves, shown last. */
    panels: readonly PanelBuilder[];
}

/** A LogQL selector for the gateway's lines. */
export const linesOf = ({ logIngestion, namespace }: GatewayFacts): string =>
    logIngestion === "otlp" ? `{service_name="kong", k8s_namespace_name="${namespace}"}` : `{namespace="${namespace}"}`;
