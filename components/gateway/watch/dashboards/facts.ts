import { dashboardUids, type OwnUids } from "../../../../model/dashboards";
import type { LogIngestion, StoreName, Topology } from "../../../../model/layers";
import type { PanelBuilder } from "../../../shared/dashboards/panels";

/** What a gateway's dashboards need to know; the stores are those in the cluster. */
export interface GatewayFacts extends Record<StoreName, boolean> {
    /** The gateway's. */
    namespace: string;
    topology: Topology;
    logIngestion: LogIngestion;
    /** Whether there are series that Tempo derives from spans. */
    spanMetrics: boolean;
    /** Whether a service has objectives. */
    objectives: boolean;
    /**
     * Of its dashboards, which then name the gateway in their titles.
     * @default the usual ones
     */
    uids?: OwnUids | undefined;
    /** Of parts that ask the gateway themselves, shown last. */
    panels: readonly PanelBuilder[];
}

/** Uid and title of one of its dashboards: Grafana takes no second one of a title in a folder. */
export const titled = (
    { namespace, uids }: Pick<GatewayFacts, "namespace" | "uids">,
    name: "gateway" | "objectives",
    title: string,
): { uid: string; title: string } => ({
    uid: uids?.[name] ?? dashboardUids[name],
    title: uids === undefined ? title : `${title} (${namespace})`,
});

/** A LogQL selector for the gateway's lines. */
export const linesOf = ({ logIngestion, namespace }: GatewayFacts): string =>
    logIngestion === "otlp" ? `{service_name="kong", k8s_namespace_name="${namespace}"}` : `{namespace="${namespace}"}`;
