import type { DeclaredDatasource, OwnDatasource } from "../../../model/datasources";
import { datasourcesEnv, type SecretFields } from "../shared/ownDatasources";
import type { MetricsDestination } from "../../../model/destinations";
import { toMebibytes } from "../../../model/quantity";
import { mergeValues } from "../../release/values";
import { type ContainerResources, volumeClaim } from "../../shared/kubernetes";
import { chartImage, type ImageRef, type Registry } from "../../../charts/registry";
import { type Alerting, type AlertmanagerConfig, alertmanagerConfig } from "./alertmanager/config";
import { type AccountValues, accountValues } from "./accounts";
import { mountedSecrets, topicsRole } from "./alertmanager/receivers";
import type { Dashboard } from "../shared/grafana";
import { dashboardValues } from "./grafana/dashboardValues";
import { replicaSpec, type ReplicaValues, replicaValues } from "./replicas";
import { disabledRules } from "./defaultRules";
import { grafanaAddress } from "./grafana/address";
import { deepflowPluginSettings, deepflowPluginValues } from "./grafana/deepflowPlugins";
import { quiet } from "./grafana/quiet";
import { type GrafanaOidc, grafanaLogin, grafanaLoginEnv } from "./grafana/login";
import { workspaceSettings, workspaceValues } from "./grafana/workspaces";
import { remoteWrites, workspacesRole } from "./remoteWrite";
import { messageTemplates } from "./alertmanager/messages/templates";

/** Choices about metrics. Durations are Go durations. */
export interface MetricsSettings {
    /** Name of the cluster, added to every sample that is sent elsewhere. */
    clusterName: string;
    /** How often Prometheus scrapes targets without their own interval. */
    scrapeInterval: string;
    evaluationInterval: string;
    retention: string;
    /** Number of pods of Prometheus, and of Alertmanager; each pod does the same work. */
    replicas: number;
    /** Prometheus' volume. It deletes the oldest samples at 80 % of it. */
    volumeSize: string;
    resources: ContainerResources;
    grafana: {
        volumeSize: string;
        /** Grafana's address in browsers. @default the address with `kubectl port-forward` */
        rootUrl?: string;
        dashboards: Dashboard[];
        /** Whether Grafana downloads Kong's dashboards from grafana.com at each start. */
        kongDashboards: boolean;
        /** The stack's own datasources, in addition to ours. */
        datasources: OwnDatasource[];
    };
    /** All of Grafana's datasources. */
    datasources: DeclaredDatasource[];
    storeSecrets?: SecretFields[];
    /** Whether Grafana loads DeepFlow's own plugins. @default false */
    deepflowPlugins?: boolean;
    /** Addresses of the pages in browsers, without trailing slash; Grafana's overrides its `rootUrl`. @default none */
    addresses?: Partial<Record<"grafana" | "prometheus" | "alertmanager", string>>;
    /** Whether nodes are added for pods without room. */
    nodesComeWithLoad: boolean;
    /** Destinations of metrics in addition to Prometheus itself. */
    destinations: MetricsDestination[];
    /** Whether Kong Ingress Controller runs, which has its own dashboard. */
    ingressController: boolean;
    /** @default the cluster's default StorageClass */
    storageClass?: string;
}

interface MetricsValuesArgs extends MetricsSettings {
    namespace: string;
    registry: Registry;
    /** Secret with `admin-user` and `admin-password`. */
    grafanaAdminSecret: string;
    grafanaOidc?: GrafanaOidc & { /** Secret with `client-secret`. */ secretName: string };
    alerting: Alerting;
    served: Parameters<typeof messageTemplates>[0];
}

type Off = { enabled: false };

/** The keys of kube-prometheus-stack that are set here. */
export interface MetricsValues {
    kubeControllerManager: Off;
    kubeScheduler: Off;
    kubeEtcd: Off;
    kubeProxy: Off;
    defaultRules: { disabled: Record<string, true> };
    prometheusOperator: {
        image: ImageRef;
        resources: ContainerResources;
        prometheusConfigReloader: { image: ImageRef };
        admissionWebhooks: { patch: { image: ImageRef } };
    };
    prometheus: ReplicaValues & AccountValues & { prometheusSpec: Record<string, unknown> };
    alertmanager: ReplicaValues &
        AccountValues & {
            config: AlertmanagerConfig;
            templateFiles: Record<string, string>;
            enableFeatures: string[];
            alertmanagerSpec: {
                image: ImageRef;
                externalUrl?: string;
                resources: ContainerResources;
                secrets?: string[];
                storage: object;
            };
        };
    "kube-state-metrics": { image: ImageRef; selfMonitor: { enabled: true } };
    "prometheus-node-exporter": { image: ImageRef & { distroless: false } };
    grafana: Record<string, unknown>;
}

/** Values for the `kube-prometheus-stack` chart. */
export function metricsValues(args: MetricsValuesArgs): MetricsValues {
    const image = (key: Parameters<typeof chartImage<"kube-prometheus-stack">>[1]): ImageRef =>
        chartImage("kube-prometheus-stack", key, args.registry);
    const secrets = mountedSecrets(args.alerting.receivers);
    return {
        // EKS does not expose these, and kind binds them to localhost: scraping them only raises alerts that never
        // resolve.
        kubeControllerManager: { enabled: false },
        kubeScheduler: { enabled: false },
        kubeEtcd: { enabled: false },
        kubeProxy: { enabled: false },
        defaultRules: { disabled: disabledRules(args) },
        prometheusOperator: {
            image: image("operator"),
            resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
            prometheusConfigReloader: { image: image("configReloader") },
            admissionWebhooks: { patch: { image: image("webhookCertgen") } },
        },
        prometheus: {
            ...replicaValues(args.replicas),
            prometheusSpec: { image: image("prometheus"), ...prometheusSpec(args) },
            ...accountValues(workspacesRole(args.destinations)),
        },
        alertmanager: {
            ...replicaValues(args.replicas),
            config: alertmanagerConfig(args.alerting),
            templateFiles: messageTemplates(args.served),
            ...accountValues(topicsRole(args.alerting.receivers)),
            // GOMEMLIMIT from the cgroup's limit, as in Prometheus; and message counts by receiver, which verify reads.
            enableFeatures: ["auto-gomemlimit", "receiver-name-in-metrics"],
            alertmanagerSpec: {
                image: image("alertmanager"),
                ...replicaSpec("alertmanager", args.replicas),
                ...(args.addresses?.alertmanager !== undefined && { externalUrl: args.addresses.alertmanager }),
                resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } },
                ...(secrets.length > 0 && { secrets }),
                storage: { volumeClaimTemplate: { spec: volumeClaim("2Gi", args.storageClass) } },
            },
        },
        // Four of the chart's alerts need kube-state-metrics' own metrics, which the chart does not scrape by default.
        "kube-state-metrics": { image: image("kubeStateMetrics"), selfMonitor: { enabled: true } },
        // The chart would append "-distroless" to the tag, which already has it.
        "prometheus-node-exporter": { image: { ...image("nodeExporter"), distroless: false } },
        grafana: { image: image("grafana"), ...grafanaValues(args, image) },
    };
}

function prometheusSpec({
    clusterName,
    addresses,
    scrapeInterval,
    evaluationInterval,
    retention,
    replicas,
    volumeSize,
    storageClass,
    resources,
    destinations,
}: MetricsValuesArgs): object {
    const remoteWrite = remoteWrites(destinations);
    return {
        ...replicaSpec("prometheus", replicas),
        scrapeInterval,
        evaluationInterval,
        retention,
        // Prometheus' MB is 2^20 bytes. The file system takes about 2 % of the volume; the rest stays above the 15 % of
        // KubePersistentVolumeFillingUp.
        retentionSize: `${Math.floor(toMebibytes(volumeSize) * 0.8)}MB`,
        resources,
        // Used in the links of alerts.
        ...(addresses?.prometheus !== undefined && { externalUrl: addresses.prometheus }),
        externalLabels: { cluster: clusterName },
        // Receivers deduplicate the samples of several pods by this label, which Mimir, Cortex and Amazon's service
        // use.
        ...(replicas > 1 && { replicaExternalLabelName: "__replica__" }),
        ...(remoteWrite.length > 0 && { remoteWrite }),
        // Selects every monitor and rule in every namespace, labelled or not.
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelectorNilUsesHelmValues: false,
        probeSelectorNilUsesHelmValues: false,
        ruleSelectorNilUsesHelmValues: false,
        scrapeConfigSelectorNilUsesHelmValues: false,
        // Tempo's metrics generator writes here, and its samples carry exemplars.
        enableRemoteWriteReceiver: true,
        enableFeatures: ["exemplar-storage"],
        exemplars: { maxSize: 100_000 },
        enableOTLPReceiver: true,
        otlp: {
            promoteResourceAttributes: [
                "service.name",
                "service.namespace",
                "service.instance.id",
                "k8s.namespace.name",
                "k8s.pod.name",
                "k8s.deployment.name",
            ],
            // Otherwise names keep their dots, and no dashboard finds them.
            translationStrategy: "UnderscoreEscapingWithSuffixes",
        },
        // Pushed samples can arrive late.
        tsdb: { outOfOrderTimeWindow: "10m" },
        storageSpec: { volumeClaimTemplate: { spec: volumeClaim(volumeSize, storageClass) } },
    };
}

/**
 * Datasources exist before Grafana starts, so that it does not delete them on a restart, and later changes apply at
 * once. `initDatasources` alone is an init container that watches forever. With `restartPolicy: Always` (Kubernetes
 * 1.29 and later) Grafana starts once the startup probe passes, which the sidecar answers after its first sync; without
 * the probe, as soon as the process runs (grafana-community/helm-charts#126, #127).
 */
const syncedBeforeGrafana = {
    initDatasources: true,
    restartPolicy: "Always",
    // The chart passes the probe's port to the sidecar as HEALTH_PORT.
    startupProbe: { httpGet: { path: "/healthz", port: 8082 }, periodSeconds: 2, failureThreshold: 90 },
};

/** For a StatefulSet: a Deployment's rolling update would wait for a volume that the old pod still uses. */
function grafanaVolume(size: string, storageClass: string | undefined): object {
    return {
        enabled: true,
        type: "sts",
        size,
        accessModes: ["ReadWriteOnce"],
        ...(storageClass !== undefined && { storageClassName: storageClass }),
    };
}

function grafanaValues(
    {
        namespace,
        grafana,
        destinations,
        datasources,
        storeSecrets = [],
        deepflowPlugins = false,
        ...args
    }: MetricsValuesArgs,
    image: (key: "sidecar" | "downloadDashboards") => ImageRef,
): object {
    const { ingressController, addresses, storageClass, grafanaAdminSecret, grafanaOidc } = args;
    const rootUrl = grafanaAddress({ addresses, grafana });
    const login = grafanaOidc && grafanaLoginEnv(grafanaOidc.secretName);
    const env = { ...login, ...datasourcesEnv([...grafana.datasources, ...storeSecrets]) };
    return {
        // With a ClusterRole Grafana's service account could read every Secret of the cluster.
        rbac: { namespaced: true },
        admin: { existingSecret: grafanaAdminSecret, userKey: "admin-user", passwordKey: "admin-password" },
        persistence: grafanaVolume(grafana.volumeSize, storageClass),
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
        initChownData: { enabled: false },
        testFramework: { enabled: false },
        ...(Object.keys(env).length > 0 && { envValueFrom: env }),
        "grafana.ini": {
            ...(rootUrl !== undefined && { server: { root_url: rootUrl } }),
            security: { disable_gravatar: true, ...(addresses?.grafana !== undefined && { cookie_secure: true }) },
            ...(grafanaOidc && { "auth.generic_oauth": grafanaLogin(grafanaOidc) }),
            "auth.anonymous": { enabled: false },
            users: { allow_sign_up: false },
            ...mergeValues({ ...quiet, ...workspaceSettings(destinations) }, deepflowPluginSettings(deepflowPlugins)),
        },
        sidecar: {
            image: image("sidecar"),
            // Our ConfigMaps, written once Loki and Tempo exist. The chart's would be a second default.
            datasources: {
                enabled: true,
                ...syncedBeforeGrafana,
                defaultDatasourceEnabled: false,
                alertmanager: { enabled: false },
            },
            dashboards: {
                enabled: true,
                // The chart's ALL would end in "forbidden" with the Role above.
                searchNamespace: namespace,
                folderAnnotation: "grafana_folder",
                provider: { foldersFromFilesStructure: true },
            },
        },
        downloadDashboardsImage: image("downloadDashboards"),
        ...deepflowPluginValues(deepflowPlugins, args.registry),
        ...workspaceValues(destinations),
        ...dashboardValues(grafana, ingressController, datasources),
    };
}
