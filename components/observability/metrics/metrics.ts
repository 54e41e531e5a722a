import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import { releaseNameOf } from "../../../charts/releaseNames";
import type { Heard } from "../../../model/alertmanager/audience";
import { severities } from "../../../model/alertmanager/severities";
import type { DatasourceUrls, Page, PageName, RuleSettings } from "../../../model/layers";
import { alertRules } from "../../shared/alertRules";
import { type CredentialTexts, roomSecret } from "../../shared/credentials";
import { Component, type ComponentOptions } from "../../shared/component";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import { mergeValues, type Values } from "../../release/values";
import { prometheusSize, sizeIn } from "../../release/guard/volumes";
import { isReservedHost } from "../../../model/addresses";
import { type Served, serviceUrl } from "../../../model/services";
import type { Alerting } from "./alertmanager/config";
import { credentialsOf, mountedSecrets, receiversSecret } from "./alertmanager/receivers";
import { slackSecret } from "./alertmanager/slackShortForm";
import { heardAlerts, unheardSeverities } from "./alertmanager/unheard";
import type { ExistingGrafana } from "../../../model/existing";
import type { SecretFields } from "../shared/ownDatasources";
import { clusterAlerts } from "./defaultRules";
import { linkedGrafana } from "./grafana/address";
import { adminSecretName, grafanaSecrets, oidcSecretName } from "./grafana/secrets";
import { withoutGrafana } from "./parts";
import type { GrafanaOidc } from "./grafana/login";
import { pushedTo } from "./replicas";
import { metricsValues, type MetricsSettings } from "./values";
import { loginsOf, metricsCredentials, metricsUsers, usersOf } from "./remoteWrite";
import { mountedSecretRelies, oneShardRelies, replicasRelies, selectionRelies } from "../shared/prometheusRelies";
import { Monitors, type PodMonitorSettings, type ServiceMonitorSettings } from "./monitors";

export interface MetricsArgs extends MetricsSettings, Pick<RuleSettings, "runbookBaseUrl"> {
    namespace: string;
    delivery: Delivery;
    /** Receivers of alerts, and their timing. */
    alerting: Alerting;
    /** Receivers' credentials by name. Each is only written to a Kubernetes Secret, which Alertmanager mounts. */
    credentials: CredentialTexts;
    /**
     * Incoming-webhook address of `metrics.slack`. A secret, handled like the credentials.
     * @default not set
     */
    slackWebhookUrl?: pulumi.Input<string>;
    /**
     * Login to Grafana by OpenID Connect, in addition to the administrator's.
     * @default none
     */
    grafanaOidc?: GrafanaOidc & {
        /** A secret, which is only written to a Kubernetes Secret for Grafana's environment. */
        clientSecret: pulumi.Input<string>;
    };
    /** Monitors for users' own applications. */
    serviceMonitors: ServiceMonitorSettings[];
    podMonitors: PodMonitorSettings[];
    /**
     * Secrets that Grafana sends to stores that exist.
     * @default none
     */
    storeSecrets?: SecretFields[];
    /**
     * Grafana, if it exists already.
     * @default it is installed
     */
    existingGrafana?: ExistingGrafana;
    /** What the pods need before they start: they get their AWS credentials only when they are created. */
    identities: pulumi.Resource[];
}

type MetricsPage = Page<pulumi.Output<string>>;
type ServedPage = MetricsPage["served"];

/** Prometheus, Alertmanager and Grafana, installed here or not. */
export interface MetricsConnection {
    /** Addresses that Grafana queries. Known at preview. */
    datasources: Pick<DatasourceUrls<pulumi.Output<string>>, "prometheus" | "alertmanager">;
    /** The remote-write receiver of each Prometheus; empty if it has none. Known at preview. */
    remoteWriteUrls: pulumi.Output<string>[];
    /**
     * Base address of each one's OTLP receiver, to which an exporter appends `/v1/metrics`; empty if it has none. Known
     * at preview.
     */
    otlpUrls: pulumi.Output<string>[];
    /** Secret with the keys `admin-user` and `admin-password`; undefined if Grafana exists already. */
    grafanaAdminSecret: pulumi.Output<string> | undefined;
    /** The web pages that are installed here: each with its Service and address. */
    pages: Partial<Record<PageName, MetricsPage>>;
    /** Who hears of which alerts; undefined where that cannot be seen here. */
    heard: Heard[] | undefined;
    /** What all our PrometheusRules share. */
    rules: RuleSettings;
    /** The component that dashboards from files belong to; undefined if none is installed. */
    parent: pulumi.Resource | undefined;
    /** The CRDs of monitors and rules exist after these. */
    ready: pulumi.Resource[];
}

/**
 * kube-prometheus-stack: Prometheus and its operator, Alertmanager, Grafana. Datasources are separate: see
 * `Datasources`.
 */
export class Metrics extends Component implements MetricsConnection {
    public readonly datasources: MetricsConnection["datasources"];
    public readonly remoteWriteUrls: pulumi.Output<string>[];
    public readonly otlpUrls: pulumi.Output<string>[];
    public readonly grafanaAdminSecret: pulumi.Output<string> | undefined;
    public readonly pages: MetricsConnection["pages"];
    public heard: Heard[] | undefined;
    public readonly rules: RuleSettings;
    public readonly parent = this;
    public readonly ready: pulumi.Resource[];
    private readonly release: ChartRelease;

    constructor(name: string, args: MetricsArgs, opts?: ComponentOptions) {
        const { namespace, delivery, scrapeInterval, evaluationInterval, retention, alerting, runbookBaseUrl } = args;
        const releaseName = releaseNameOf("kube-prometheus-stack", delivery.releaseNames);
        // Prometheus selects monitors and rules by it.
        const monitorLabels = { release: releaseName };
        // If an override changes the volume's size, the limit of stored data follows.
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
                    replicasRelies(args.replicas),
                    oneShardRelies(),
                    ...selectionRelies(monitorLabels),
                    ...mountedSecrets(alerting.receivers).map(mountedSecretRelies),
                ],
            },
            opts,
        );

        const served = servedPages({ releaseName, namespace });
        const secrets = this.secrets(name, args);
        this.release = this.installed(name, releaseName, { ...args, volumeSize, served }, secrets);
        this.ready = [this.release];
        const { existingGrafana } = args;
        this.rules = { monitorLabels, runbookBaseUrl, grafanaUrl: linkedGrafana(args, existingGrafana) };
        sayWhereRunbooksAreNot(runbookBaseUrl);
        this.watch(name, args, served.prometheus);

        const page = (which: PageName): MetricsPage => ({
            served: served[which],
            url: this.release.whenInstalled(serviceUrl(served[which], "http")),
        });
        const [prometheus, alertmanager, grafana] = [page("prometheus"), page("alertmanager"), page("grafana")];
        this.pages = { ...(existingGrafana ? {} : { grafana }), prometheus, alertmanager };
        this.datasources = { prometheus: prometheus.url, alertmanager: alertmanager.url };
        const pods = { releaseName, served: served.prometheus, replicas: args.replicas };
        const pushed = pushedTo(name, pods, this.after(this.release)).map((each) => serviceUrl(each, "http"));
        this.remoteWriteUrls = pushed.map((url) => this.release.whenInstalled(`${url}/api/v1/write`));
        this.otlpUrls = pushed.map((url) => this.release.whenInstalled(`${url}/api/v1/otlp`));
        this.grafanaAdminSecret = existingGrafana ? undefined : this.release.whenInstalled(adminSecretName);
        this.registerOutputs({
            queryUrl: this.datasources.prometheus,
            ...(existingGrafana ? {} : { grafanaUrl: grafana.url }),
        });
    }

    /** Secrets for the chart's pods, each created only if it is used. */
    private secrets(name: string, args: MetricsArgs): k8s.core.v1.Secret[] {
        const { namespace, slackWebhookUrl, grafanaOidc, credentials, storeSecrets = [] } = args;
        const used = credentialsOf(args.alerting.receivers);
        const room = { namespace, room: receiversSecret, used, credentials };
        const receivers = roomSecret(`${name}-receivers`, room, this.within);
        const datasources = [...args.grafana.datasources, ...storeSecrets];
        const forGrafana = { namespace, oidcClientSecret: grafanaOidc?.clientSecret, datasources, credentials };
        return [
            ...(args.existingGrafana ? [] : grafanaSecrets(name, forGrafana, this.within)),
            ...(receivers ? [receivers] : []),
            ...this.destinationSecrets(name, args),
            ...(slackWebhookUrl !== undefined
                ? [
                      new k8s.core.v1.Secret(
                          `${name}-slack`,
                          {
                              metadata: { name: slackSecret.secretName, namespace },
                              stringData: { [slackSecret.key]: slackWebhookUrl },
                          },
                          this.within,
                      ),
                  ]
                : []),
        ];
    }

    /** Prometheus' credentials for remote-write destinations. */
    private destinationSecrets(
        name: string,
        { namespace, destinations, credentials }: MetricsArgs,
    ): k8s.core.v1.Secret[] {
        const used = loginsOf(destinations);
        const room = { namespace, room: metricsCredentials, used, credentials };
        const secret = roomSecret(`${name}-credentials`, room, this.within);
        const users = usersOf(destinations);
        return [
            ...(secret ? [secret] : []),
            ...(Object.keys(users).length > 0
                ? [
                      new k8s.core.v1.Secret(
                          `${name}-remote-write-users`,
                          { metadata: { name: metricsUsers, namespace }, stringData: users },
                          this.within,
                      ),
                  ]
                : []),
        ];
    }

    /** The chart, once the Secrets that its pods mount exist. */
    private installed(
        name: string,
        releaseName: string,
        args: MetricsArgs & { served: Record<PageName, ServedPage> },
        secrets: pulumi.Resource[],
    ): ChartRelease {
        const { namespace, delivery, grafanaOidc, served } = args;
        const ours = metricsValues({
            ...args,
            registry: delivery.registry,
            grafanaAdminSecret: adminSecretName,
            grafanaOidc: grafanaOidc && { ...grafanaOidc, secretName: oidcSecretName },
        });
        const values = args.existingGrafana ? withoutGrafana(ours, args.existingGrafana) : ours;
        const effective = mergeValues(values, delivery.overrides?.["kube-prometheus-stack"]);
        this.sayWhoHearsNothing(effective);
        this.heard = heardAlerts(effective);
        return new ChartRelease(
            `${name}-kube-prometheus-stack`,
            {
                chart: "kube-prometheus-stack",
                releaseName,
                namespace,
                delivery,
                values,
                serves: [served.prometheus, served.alertmanager, ...(args.existingGrafana ? [] : [served.grafana])],
                timeoutSeconds: 900,
            },
            this.after(...secrets, ...args.identities),
        );
    }

    /** Logged on every preview, because a stack with monitoring but without receivers looks complete. */
    private sayWhoHearsNothing(values: Values): void {
        const unheard = unheardSeverities(values);
        if (unheard.length > 0) {
            const whose = unheard.length === severities.length ? "Alerts" : `Alerts of severity ${unheard.join(", ")}`;
            const how = "set alerts.receivers and alerts.defaultReceiver (docs/alerting.md)";
            void pulumi.log.warn(`${whose} reach nobody; ${how}.`);
        }
    }

    /** The cluster's own alerts, and monitors for users' own applications. */
    private watch(
        name: string,
        { namespace, serviceMonitors, podMonitors, credentials }: MetricsArgs,
        prometheus: Served,
    ): void {
        const installed = this.after(this.release);
        const clusterRules = { group: "cluster", namespace, ...this.rules, rules: clusterAlerts };
        alertRules(`${name}-cluster-alerts`, clusterRules, installed);
        if (serviceMonitors.length + podMonitors.length > 0) {
            // The chart gives Prometheus' service account the name of its Service.
            const { monitorLabels } = this.rules;
            const access = { namespace, monitorLabels, serviceAccount: prometheus.service };
            new Monitors(`${name}-monitors`, { ...access, serviceMonitors, podMonitors, credentials }, installed);
        }
    }
}

/** A dead link is worse than none, above all at night. */
export function sayWhereRunbooksAreNot(runbookBaseUrl: string): void {
    if (isReservedHost(new URL(runbookBaseUrl).hostname)) {
        const how = "set alerts.runbookBaseUrl, or homepage in package.json";
        void pulumi.log.warn(`Alerts link to runbooks at ${runbookBaseUrl}, a placeholder; ${how}.`);
    }
}

/** The web pages, by the chart's names of their Services. */
export function servedPages(place: { releaseName: string; namespace: string }): Record<PageName, ServedPage> {
    const page = (name: PageName): ServedPage => servedBy("kube-prometheus-stack", name, place);
    return { grafana: page("grafana"), prometheus: page("prometheus"), alertmanager: page("alertmanager") };
}
