import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { servedBy } from "../../../charts";
import type { DatasourceUrls, ObservabilityLayer, RuleSettings } from "../../../model/layers";
import { alertRules } from "../../shared/alertRules";
import { Component, type ComponentOptions } from "../../shared/component";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import { prometheusSize, sizeIn } from "../../release/guard/volumes";
import { serviceUrl } from "../../../model/services";
import { clusterAlerts } from "./defaultRules";
import type { GrafanaOidc } from "./grafana/login";
import { metricsValues, type MetricsSettings } from "./metricsValues";
import { mountedSecretRelies, selectionRelies } from "../shared/prometheusRelies";
import { Monitors, type PodMonitorSettings, type ServiceMonitorSettings } from "./monitors";

export interface MetricsArgs extends MetricsSettings, Pick<RuleSettings, "runbookBaseUrl"> {
    namespace: string;
    delivery: Delivery;
    /** Where alerts go besides Alertmanager's own page. @default nowhere */
    slack?: {
        /** Starts with `#`. */
        channel: string;
        /**
         * Incoming-webhook address. A secret: it is only ever put in a Kubernetes Secret, which Alertmanager reads as a
         * file.
         */
        webhookUrl: pulumi.Input<string>;
    };
    /** Login to Grafana by OpenID Connect, beside the administrator's. @default none */
    grafanaOidc?: GrafanaOidc & {
        /** A secret: it is only ever put in a Kubernetes Secret, which Grafana's environment takes it from. */
        clientSecret: pulumi.Input<string>;
    };
    /** What users run beside this system, scraped too. */
    serviceMonitors: ServiceMonitorSettings[];
    podMonitors: PodMonitorSettings[];
}

const releaseName = "kube-prometheus-stack";
const adminSecretName = "grafana-admin";
const slackSecretName = "alertmanager-slack";
const oidcSecretName = "grafana-oidc";

/**
 * kube-prometheus-stack: Prometheus and its operator, Alertmanager, Grafana. Datasources are not here: see
 * `Datasources`.
 */
export class Metrics extends Component {
    /** What Grafana asks of it. Known at preview. */
    public readonly datasources: Pick<DatasourceUrls<pulumi.Output<string>>, "prometheus" | "alertmanager">;
    /** Prometheus' remote-write receiver. Known at preview. */
    public readonly remoteWriteUrl: pulumi.Output<string>;
    /** Base address of Prometheus' OTLP receiver; an exporter appends `/v1/metrics`. Known at preview. */
    public readonly otlpUrl: pulumi.Output<string>;
    /** Secret with the keys `admin-user` and `admin-password`. */
    public readonly grafanaAdminSecret: pulumi.Output<string>;
    /** What people look at in a browser: the Service and its address. */
    public readonly pages: ObservabilityLayer<pulumi.Output<string>>["pages"];
    /** What every PrometheusRule has, whoever brings it. */
    public readonly rules: RuleSettings;
    /** The CRDs of monitors and rules exist once this does. */
    public readonly release: ChartRelease;

    constructor(name: string, args: MetricsArgs, opts?: ComponentOptions) {
        const { namespace, delivery, scrapeInterval, evaluationInterval, retention, slack, grafanaOidc } = args;
        // An override moves what is kept on the volume with the volume.
        const volumeSize = sizeIn(delivery.overrides?.["kube-prometheus-stack"], prometheusSize) ?? args.volumeSize;
        super(
            "kong-observability:observability:Metrics",
            name,
            {
                namespace,
                scrapeInterval,
                evaluationInterval,
                retention,
                volumeSize,
                relies: [
                    ...selectionRelies({ release: releaseName }),
                    ...(slack ? [mountedSecretRelies(slackSecretName)] : []),
                ],
            },
            opts,
        );

        const password = new random.RandomPassword(
            `${name}-grafana-password`,
            { length: 32, special: false },
            { parent: this },
        );
        const admin = new k8s.core.v1.Secret(
            `${name}-grafana-admin`,
            {
                metadata: { name: adminSecretName, namespace },
                stringData: { "admin-user": "admin", "admin-password": password.result },
            },
            this.within,
        );
        const webhook =
            slack &&
            new k8s.core.v1.Secret(
                `${name}-slack`,
                { metadata: { name: slackSecretName, namespace }, stringData: { "webhook-url": slack.webhookUrl } },
                this.within,
            );

        const oidc =
            grafanaOidc &&
            // What comes out of a file or an editor ends in a newline, which no provider takes.
            new k8s.core.v1.Secret(
                `${name}-grafana-oidc`,
                {
                    metadata: { name: oidcSecretName, namespace },
                    stringData: {
                        "client-secret": pulumi.output(grafanaOidc.clientSecret).apply((text) => text.trim()),
                    },
                },
                this.within,
            );

        const place = { releaseName, namespace };
        const prometheus = servedBy("kube-prometheus-stack", "prometheus", place);
        const alertmanager = servedBy("kube-prometheus-stack", "alertmanager", place);
        const grafana = servedBy("kube-prometheus-stack", "grafana", place);

        this.release = new ChartRelease(
            `${name}-kube-prometheus-stack`,
            {
                chart: "kube-prometheus-stack",
                releaseName,
                namespace,
                delivery,
                values: metricsValues({
                    ...args,
                    volumeSize,
                    registry: delivery.registry,
                    grafanaAdminSecret: adminSecretName,
                    grafanaOidc: grafanaOidc && { ...grafanaOidc, secretName: oidcSecretName },
                    slack: slack && { channel: slack.channel, secretName: slackSecretName },
                }),
                serves: [prometheus, alertmanager, grafana],
                timeoutSeconds: 900,
            },
            this.after(admin, ...(webhook ? [webhook] : []), ...(oidc ? [oidc] : [])),
        );

        const monitorLabels = { release: releaseName };
        this.rules = { monitorLabels, runbookBaseUrl: args.runbookBaseUrl };
        const clusterRules = { group: "cluster", namespace, ...this.rules, rules: clusterAlerts };
        alertRules(`${name}-cluster-alerts`, clusterRules, this.after(this.release));
        const { serviceMonitors, podMonitors } = args;
        if (serviceMonitors.length + podMonitors.length > 0) {
            // The chart calls Prometheus' account as it calls its Service.
            const monitors = {
                namespace,
                monitorLabels,
                serviceAccount: prometheus.service,
                serviceMonitors,
                podMonitors,
            };
            new Monitors(`${name}-monitors`, monitors, this.after(this.release));
        }

        this.pages = {
            grafana: { served: grafana, url: this.release.whenInstalled(serviceUrl(grafana, "http")) },
            prometheus: { served: prometheus, url: this.release.whenInstalled(serviceUrl(prometheus, "http")) },
            alertmanager: { served: alertmanager, url: this.release.whenInstalled(serviceUrl(alertmanager, "http")) },
        };
        this.datasources = { prometheus: this.pages.prometheus.url, alertmanager: this.pages.alertmanager.url };
        this.remoteWriteUrl = this.release.whenInstalled(`${serviceUrl(prometheus, "http")}/api/v1/write`);
        this.otlpUrl = this.release.whenInstalled(`${serviceUrl(prometheus, "http")}/api/v1/otlp`);
        this.grafanaAdminSecret = this.release.whenInstalled(adminSecretName);
        this.registerOutputs({ queryUrl: this.datasources.prometheus, grafanaUrl: this.pages.grafana.url });
    }
}
