import * as pulumi from "@pulumi/pulumi";
import type { ExistingPrometheus } from "../../../model/existing";
import type { DatasourceUrls, MonitorLabels } from "../../../model/layers";
import type { SignalCheck } from "../../../model/signalCheck";
import { recorded } from "../../shared/series";
import type { CredentialTexts } from "../../shared/credentials";
import type { ComponentOptions } from "../../shared/component";
import { takesHooks } from "../../release/hooks";
import { Monitors, type PodMonitorSettings, type ServiceMonitorSettings } from "./monitors";
import { Existing } from "../shared/existing";
import type { LiveCluster } from "../../release/guard/live";
import { selectionHook } from "./selection";

/** What takes the place of our own Prometheus. */
export interface PrometheusConnection {
    datasources: Pick<DatasourceUrls<pulumi.Output<string>>, "prometheus" | "alertmanager">;
    remoteWriteUrls: pulumi.Output<string>[];
    otlpUrls: pulumi.Output<string>[];
    monitorLabels: MonitorLabels;
}

export interface ExistingPrometheusArgs {
    prometheus: ExistingPrometheus;
    /** Where monitors and rules of this stack are. */
    namespace: string;
    /** Namespaces with monitors and rules. */
    watched: string[];
    serviceMonitors: ServiceMonitorSettings[];
    podMonitors: PodMonitorSettings[];
    credentials: CredentialTexts;
    /** What runs on the cluster now: whether that Prometheus would find them. @default unknown */
    delivery: { live?: LiveCluster };
}

/** The Prometheus that exists, and the monitors of the stack's settings for it. */
export function connectPrometheus(
    name: string,
    { prometheus, namespace, watched, serviceMonitors, podMonitors, credentials, delivery }: ExistingPrometheusArgs,
    opts: ComponentOptions,
): PrometheusConnection {
    const { url, alertmanagerUrl, remoteWriteUrl, otlpUrl, monitorLabels, namespaceLabels } = prometheus;
    const { live } = delivery;
    const selected = live && takesHooks() && [selectionHook(name, prometheus, watched, live)];
    new Existing(
        "Prometheus",
        name,
        {
            namespace: prometheus.namespace,
            addresses: [url, alertmanagerUrl, remoteWriteUrl, otlpUrl],
            monitorLabels,
            namespaceLabels,
        },
        { ...opts, ...(selected && { hooks: { beforeCreate: selected, beforeUpdate: selected } }) },
    );
    sayWhatIsUnseen(prometheus, watched);
    if (serviceMonitors.length + podMonitors.length > 0) {
        const monitors = { serviceMonitors, podMonitors, credentials, serviceAccount: undefined };
        new Monitors(`${name}-monitors`, { namespace, monitorLabels, ...monitors }, opts);
    }
    const text = (given: string | undefined): pulumi.Output<string>[] =>
        given === undefined ? [] : [pulumi.output(given)];
    const [alertmanager] = text(alertmanagerUrl);
    return {
        datasources: { prometheus: pulumi.output(url), ...(alertmanager && { alertmanager }) },
        remoteWriteUrls: text(remoteWriteUrl),
        otlpUrls: text(otlpUrl),
        monitorLabels,
    };
}

/** What alerts and dashboards of this stack read there that this stack does not make. */
export const clusterMetricsCheck: SignalCheck = {
    signal: "metrics of the cluster",
    query: "(count(kube_pod_container_status_ready) > bool 0) * (count(container_cpu_usage_seconds_total) > bool 0)",
    found: "kube-state-metrics and the kubelet's cAdvisor are scraped by the Prometheus that exists",
    missing:
        "Alerts on pods without metrics, and panels of processors and memory, read kube-state-metrics and cAdvisor: have that Prometheus scrape both.",
};

/** That it finds the rules of this stack: a label that it does not select by leaves it without any. */
export const rulesCheck: SignalCheck = {
    signal: "rules",
    query: `count(${recorded.podProcessors})`,
    found: "the Prometheus that exists evaluates the rules of this stack",
    missing:
        "It does not select this stack's PrometheusRules: compare its ruleSelector and ruleNamespaceSelector with observability.existing.prometheus.monitorLabels and namespaceLabels.",
};

/** Said on every preview: what no policy can see. */
function sayWhatIsUnseen({ namespace, monitorLabels, namespaceLabels }: ExistingPrometheus, watched: string[]): void {
    const labels = (given: Record<string, string>): string =>
        Object.entries(given)
            .map(([key, value]) => `${key}: ${value}`)
            .join(", ");
    const by = Object.keys(monitorLabels).length === 0 ? "without a label" : `by ${labels(monitorLabels)}`;
    const within =
        Object.keys(namespaceLabels).length === 0
            ? watched.join(" and ")
            : `${watched.join(" and ")} (with ${labels(namespaceLabels)})`;
    void pulumi.log.info(
        `Whether the Prometheus in ${namespace} selects monitors and rules ${by} in the namespaces ${within}, no policy sees; npm run verify asks it.`,
    );
}
