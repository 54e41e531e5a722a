import * as pulumi from "@pulumi/pulumi";
import { type LogsDestination, type TracesDestination } from "../../model/destinations";
import type { Existing } from "../../model/existing";
import type { ClusterLayer, ReadGateway, RuleSettings } from "../../model/layers";
import type { Delivery } from "../release/chartRelease";
import type { CredentialTexts } from "../shared/credentials";
import type { ContainerLogs } from "./collector/agent/containers/containerLogs";
import type { CollectorSettings } from "./collector/args";
import type { DeepFlowSettings } from "./deepflow/args";
import type { ApplicationErrors } from "./alerts/applicationErrors";
import { type OwnRuleGroup } from "./alerts/ownRules";
import type { GrafanaOidc } from "./metrics/grafana/login";
import type { LogsArgs } from "./logs/logs";
import type { LogsChoice } from "./logs/variant";
import type { Alerting } from "./metrics/alertmanager/config";
import type { MetricsArgs } from "./metrics/metrics";
import type { ObjectStores } from "./storage/connect";
import type { StoreAccess } from "./storeAccess";
import type { TracesArgs } from "./traces/traces";

/** The choices about each signal, as plain values. */
export interface ObservabilityArgs {
    metrics: Pick<MetricsArgs, MetricsChoice> & { slack?: { channel: string } };
    logs: Pick<LogsArgs, "retention" | "volumeSize" | "resources"> &
        LogsChoice &
        Pick<CollectorSettings, "events"> & { containers: ContainerLogs; destinations: LogsDestination[] };
    traces: Pick<TracesArgs, "retention" | "volumeSize" | "resources"> &
        Pick<CollectorSettings, "instrumentation"> & { destinations: TracesDestination[] };
    collector: Pick<CollectorSettings, "replicas" | "resources" | "exporters" | "processors" | "env" | "receive">;
    /** Receivers and routes of alerts, in addition to `metrics.slack`. */
    alerts: Alerting &
        Pick<RuleSettings, "runbookBaseUrl"> & { rules: OwnRuleGroup[]; applicationErrors: ApplicationErrors };
    /**
     * Login to Grafana by OpenID Connect.
     * @default only the administrator can log in
     */
    grafanaOidc?: GrafanaOidc;
    /** For the signals that are not stored on a volume. */
    objectStores: ObjectStores;
    /** AWS permissions for Alertmanager to publish to its topics, and for Prometheus and Grafana to use workspaces. */
    metricsIdentities: pulumi.Resource[];
    networkPolicies: StoreAccess;
    /** Addresses of the pages in browsers, without a trailing slash. */
    addresses: MetricsArgs["addresses"];
    /** Secrets for the choices above. */
    secrets: Partial<Record<"slackWebhookUrl" | "grafanaOidcClientSecret", pulumi.Output<string> | undefined>>;
    /** Secret texts that settings refer to by name. */
    credentials: CredentialTexts;
    /** Namespace of all of it, which is created here. */
    namespace: string;
    clusterName: string;
    cluster: Pick<ClusterLayer, "storageClass" | "nodesComeWithLoad" | "loadBalancers">;
    telemetry: TelemetrySettings;
    deepflow: DeepFlowSettings;
    /** What runs already and is used instead. */
    existing: Existing;
    delivery: Delivery;
}

/** What is known of gateways, by settings alone: there may be none in this stack, and several in others. */
interface TelemetrySettings extends Pick<CollectorSettings, "environment" | "queryStrings" | "ownGateway"> {
    /** Whose lines agents read. */
    gateways: ReadGateway[];
    /** Whether one of them may have an ingress controller. */
    ingressController: boolean;
}

type MetricsChoice =
    | ("scrapeInterval" | "evaluationInterval" | "retention" | "replicas" | "volumeSize" | "resources" | "grafana")
    | ("serviceMonitors" | "podMonitors" | "destinations");
