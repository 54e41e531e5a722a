import type { ChartDescription, VolumeFact } from "../description";
import { fullName, type Named } from "../words";
import { stackSidecars } from "./sidecars";
import { monitoredFacts } from "./operated";
import { webhooks } from "../webhooks";
import pin from "./pin.json";

const claim = ["volumeClaimTemplate", "spec", "resources", "requests", "storage"];
const prometheusSpec = ["prometheus", "prometheusSpec"];
const prometheusVolume = [...prometheusSpec, "storageSpec", ...claim];
/** The chart cuts the name to 26 characters to leave room for its suffixes. */
const base: Named = (release) => fullName("kube-prometheus-stack")(release).slice(0, 26).replace(/-$/, "");
const grafana = fullName("grafana");

/** The operator names a StatefulSet and its claims after the custom resource, which the chart names after itself. */
const operated = (kind: "prometheus" | "alertmanager"): Pick<VolumeFact, "template" | "madeBy"> => ({
    template: (release) => `${kind}-${base(release)}-${kind}-db`,
    madeBy: "operator",
});

const datasources = ["grafana", "sidecar", "datasources"] as const;
/** The chart writes its datasources only for the sidecar of its own Grafana. */
const ownDatasources = [
    ["grafana", "enabled"],
    [...datasources, "enabled"],
    [...datasources, "defaultDatasourceEnabled"],
] as const;

export const kubePrometheusStack = {
    pin,
    services: {
        prometheus: {
            name: (release) => `${base(release)}-prometheus`,
            ports: { http: 9090 },
            selects: (release) => ({
                "app.kubernetes.io/name": "prometheus",
                "operator.prometheus.io/name": `${base(release)}-prometheus`,
            }),
        },
        alertmanager: {
            name: (release) => `${base(release)}-alertmanager`,
            ports: { http: 9093 },
            selects: (release) => ({
                "app.kubernetes.io/name": "alertmanager",
                alertmanager: `${base(release)}-alertmanager`,
            }),
        },
        grafana: { name: grafana, ports: { http: 80 } },
    },
    monitors: { none: "what it brings is selected by the release's own label, which the chart writes by itself" },
    workloads: [
        {
            part: "operator",
            kind: "Deployment",
            name: (release) => `${base(release)}-operator`,
            resources: ["prometheusOperator", "resources"],
            unless: [{ path: ["prometheusOperator", "enabled"], values: [false] }],
            scaling: { none: "one pod is enough: while it is away, what it made runs on" },
        },
        {
            part: "prometheus",
            kind: "StatefulSet",
            name: (release) => `prometheus-${base(release)}-prometheus`,
            resources: ["prometheus", "prometheusSpec", "resources"],
            scaling: { none: "one pod is enough: while it is away nothing is lost but its samples of that time" },
            replicas: { path: [...prometheusSpec, "replicas"], standard: 1 },
            unless: [{ path: ["prometheus", "enabled"], values: [false] }],
            volume: {
                ...operated("prometheus"),
                path: prometheusVolume,
                setting: "metrics.volumeSize",
            },
        },
        {
            part: "alertmanager",
            kind: "StatefulSet",
            name: (release) => `alertmanager-${base(release)}-alertmanager`,
            resources: ["alertmanager", "alertmanagerSpec", "resources"],
            scaling: { none: "one pod is enough: while it is away Prometheus keeps its alerts and sends them again" },
            replicas: { path: ["alertmanager", "alertmanagerSpec", "replicas"], standard: 1 },
            unless: [{ path: ["alertmanager", "enabled"], values: [false] }],
            volume: { ...operated("alertmanager"), path: ["alertmanager", "alertmanagerSpec", "storage", ...claim] },
        },
        {
            part: "grafana",
            kind: "StatefulSet",
            name: grafana,
            resources: ["grafana", "resources"],
            scaling: { none: "one pod, since its data is on a volume" },
            unless: [{ path: ["grafana", "enabled"], values: [false] }],
            volume: {
                path: ["grafana", "persistence", "size"],
                setting: "metrics.grafana.volumeSize",
                template: () => "storage",
                madeBy: "helm",
            },
        },
    ],
    clusterWide: [
        (release) => `ClusterRole/${fullName("kube-state-metrics")(release)}`,
        (release) => `ClusterRoleBinding/${fullName("kube-state-metrics")(release)}`,
        (release) => `MutatingWebhookConfiguration/${base(release)}-admission`,
        (release) => `ValidatingWebhookConfiguration/${base(release)}-admission`,
        ...["operator", "prometheus", "admission"].flatMap((part) => [
            (release: string) => `ClusterRole/${base(release)}-${part}`,
            (release: string) => `ClusterRoleBinding/${base(release)}-${part}`,
        ]),
    ],
    sole: [
        {
            what: "a node exporter",
            kind: "DaemonSet",
            image: "prometheus/node-exporter",
            why: "both want port 9100 of each node, so that none of the second's pods ever starts",
            instead:
                "Use that one (chartOverrides.kube-prometheus-stack.nodeExporter.enabled: false), or another port (chartOverrides.kube-prometheus-stack.prometheus-node-exporter.service: { port: 9101, targetPort: 9101 })",
            hostPort: { path: ["prometheus-node-exporter", "service", "targetPort"], standard: 9100 },
            unless: [{ path: ["nodeExporter", "enabled"], values: [false] }],
        },
    ],
    takenOver: webhooks(
        "its hook writes the authority of the certificate that it makes, and then lets a failure count",
        ["failurePolicy"],
    ),
    rendered: { none: "its hooks make a certificate only if there is none, and may run again" },
    operates: monitoredFacts,
    stores: [
        {
            signal: "metrics",
            unless: [{ path: ["prometheus", "enabled"], values: [false] }],
            retention: [
                ["prometheus", "prometheusSpec", "retention"],
                ["prometheus", "prometheusSpec", "retentionSize"],
            ],
            deletion: { none: "Prometheus always deletes what is past its retention" },
            backend: { none: "metrics stay on a volume" },
            bucket: { none: "metrics stay on a volume" },
            tenancy: { none: "Prometheus knows no tenants" },
            limit: { path: [...prometheusSpec, "retentionSize"], volume: prometheusVolume },
            generator: { none: "it makes series by rules alone" },
        },
    ],
    // Prometheus and Alertmanager read their cgroup limits themselves; Grafana keeps its whole limit.
    goRuntime: [
        { resources: ["prometheusOperator", "resources"], environment: ["prometheusOperator", "env"], as: "object" },
    ],
    floatingImages: { none: "its version says which images it runs" },
    passwords: { none: "it takes names of Secrets" },
    parts: { none: "they are judged with it" },
    deprecated: { none: "it is maintained" },
    grafana: {
        path: ["grafana"],
        sidecars: stackSidecars,
        additional: { file: "datasource.yaml", path: ["additionalDataSources"] },
        knownPasswordBefore: 79,
    },
    datasources: [
        {
            file: "datasource.yaml",
            type: "prometheus",
            on: [...ownDatasources],
            name: { path: [...datasources, "name"], standard: "Prometheus" },
            uid: { path: [...datasources, "uid"], standard: "prometheus" },
            isDefault: { path: [...datasources, "isDefaultDatasource"], standard: true },
            remove: "grafana.sidecar.datasources.defaultDatasourceEnabled: false",
        },
        {
            file: "datasource.yaml",
            type: "alertmanager",
            on: [...ownDatasources, [...datasources, "alertmanager", "enabled"]],
            name: { path: [...datasources, "alertmanager", "name"], standard: "Alertmanager" },
            uid: { path: [...datasources, "alertmanager", "uid"], standard: "alertmanager" },
            isDefault: { path: { none: "it never is" }, standard: undefined },
            remove: "grafana.sidecar.datasources.defaultDatasourceEnabled: false",
        },
    ],
    prometheus: {
        path: ["prometheus"],
        spec: prometheusSpec,
        monitors: [["additionalServiceMonitors"], ["additionalPodMonitors"]],
        rules: { map: ["additionalPrometheusRulesMap"], list: ["additionalPrometheusRules"] },
    },
    alertmanager: {
        path: ["alertmanager"],
        spec: ["alertmanager", "alertmanagerSpec"],
        chartAlerts: ["defaultRules", "create"],
    },
    loki: { none: "it brings none" },
    kong: { none: "it brings none" },
} as const satisfies ChartDescription;
