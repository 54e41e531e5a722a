/**
 * The components for other programs: docs/as-a-library.md. Everything that is not exported here is internal and may
 * change with any version.
 */

export { Collector } from "../components/observability/collector/collector";
export type { CollectorArgs } from "../components/observability/collector/args";
export { DataPlane, type DataPlaneArgs } from "../components/gateway/hybrid/dataPlane";
export { ChartRelease, type ChartReleaseArgs, type Delivery } from "../components/release/chartRelease";

// A layer each, which takes all that a stack file of this program can set for it.
export { type ClusterArgs, connectCluster } from "../components/cluster/connect";
export type { ClusterConnection } from "../components/cluster/connection";
export { liveCluster } from "../components/cluster/live";
export type { ObservabilityArgs } from "../components/observability/args";
export { connectObservability, type ObservabilityConnection } from "../components/observability/connect";
export {
    connectGateway,
    type GatewayArgs,
    type GatewaySurroundings,
    type TopologyChoice,
} from "../components/gateway/connect";
export type { GatewayConnection, GatewayOptions } from "../components/gateway/contract";

// What a layer hands to the others.
export type { ClusterLayer, GatewayLayer, MonitorLabels, ObservabilityLayer } from "../model/layers";
export type { LogsDestination, MetricsDestination, OtlpDestination, TracesDestination } from "../model/destinations";
export type { Credential } from "../model/credentials";
export type { Registry } from "../charts/registry";
