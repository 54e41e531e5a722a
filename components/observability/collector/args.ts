import type * as pulumi from "@pulumi/pulumi";
import type { OwnPart } from "../../../model/collectorParts";
import type { Credential } from "../../../model/credentials";
import { collectorResources } from "../../../model/defaults";
import type { InstrumentedNamespace } from "../../../model/instrumentation";
import type { ClusterLayer, MonitorLabels, ReadGateway } from "../../../model/layers";
import { type Delivery, publicDelivery } from "../../release/chartRelease";
import { type Chosen, withDefaults } from "../../shared/chosen";
import type { CredentialTexts } from "../../shared/credentials";
import type { ContainerResources } from "../../shared/kubernetes";
import type { ContainerLogs } from "./agent/containers/containerLogs";
import type { CollectorDestinations } from "./destinationExporters";
import type { Backends } from "./exporters";
import type { ReceiveSettings } from "./receive/receiver";

/** All that makes a collector. */
export interface CollectorSettings extends Omit<Backends, "elsewhere" | "own"> {
    namespace: string;
    /** @default every chart and image from its public source, and no look at what runs on the cluster */
    delivery: Delivery;
    /**
     * Where spans and log records go, in addition to Tempo and Loki.
     * @default nowhere else
     */
    destinations: CollectorDestinations;
    /**
     * The stack's own components in the collector's format, and the variables that they use.
     * @default none
     */
    exporters: readonly OwnPart[];
    processors: readonly OwnPart[];
    env: Record<string, Credential>;
    /**
     * Secret texts that destinations and variables refer to by name.
     * @default none
     */
    credentials: CredentialTexts;
    /** Number of pods behind the Service. @default 1 */
    replicas: number;
    /** @default 200m and 256Mi, at most 512Mi */
    resources: ContainerResources;
    /** Set as `deployment.environment.name` on spans and log records that have none. */
    environment: string;
    /** Set on every span and log record as `k8s.cluster.name`. */
    clusterName: string;
    /**
     * Labels by which a Prometheus operator selects monitors.
     * @default no monitor, which a cluster without that operator does not know
     */
    monitorLabels: MonitorLabels | undefined;
    /** Whether spans and messages keep the query strings of requests. @default false */
    queryStrings: boolean;
    /**
     * Base address of the OTLP receiver of each Prometheus, for the agents' counts; agents append `/v1/metrics`.
     * @default none: the counts are dropped
     */
    metricsUrls: pulumi.Input<string>[];
    /**
     * Whose lines agents read beside those of all other containers.
     * @default the gateways in `namespace`, with access lines
     */
    gateways: readonly ReadGateway[];
    /** The namespace for which this stack's own gateway is meant. @default `namespace` */
    ownGateway: string;
    /** Which other lines agents read. @default none */
    containers: ContainerLogs | undefined;
    /** Whether the cluster's events become log records. @default false */
    events: boolean;
    /** Namespaces whose pods may ask for an agent that sends spans. @default none */
    instrumentation: readonly InstrumentedNamespace[];
    /**
     * Who may send from other clusters.
     * @default nobody
     */
    receive?: ReceiveSettings;
    /** How this cluster makes a load balancer, for `receive`. @default as the cluster decides, none inside alone */
    loadBalancers: ClusterLayer["loadBalancers"];
}

const defaults = {
    tracesEndpoint: undefined,
    logsUrl: undefined,
    delivery: publicDelivery,
    destinations: { traces: [], logs: [] },
    exporters: [],
    processors: [],
    env: {},
    credentials: {},
    replicas: 1,
    resources: collectorResources,
    monitorLabels: undefined,
    queryStrings: false,
    metricsUrls: [],
    containers: undefined,
    events: false,
    instrumentation: [],
    loadBalancers: { "internet-facing": { annotations: {}, namespaceLabels: {} } },
} satisfies Partial<CollectorSettings>;

/** What follows from the namespace where it is left out. */
type OfNamespace = Pick<CollectorSettings, "gateways" | "ownGateway">;

/** What a collector is created from: all that has no default, and whatever shall differ from it. */
export interface CollectorArgs
    extends Chosen<Omit<CollectorSettings, keyof OfNamespace>, typeof defaults>, Partial<OfNamespace> {}

/** The arguments, with the default of each that was left out. */
export function collectorSettings(args: CollectorArgs): CollectorSettings {
    const { namespace, environment } = args;
    const {
        gateways = [{ namespace, environment, resourceAttributes: {}, accessLines: true }],
        ownGateway = namespace,
        ...others
    } = args;
    return withDefaults<CollectorSettings, typeof defaults>({ ...others, gateways, ownGateway }, defaults);
}
