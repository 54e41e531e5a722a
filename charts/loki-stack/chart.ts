import type { ChartDescription } from "../description";
import { fullName } from "../words";
import pin from "./pin.json";

const base = fullName("loki");
const promtail = ["promtail", "enabled"] as const;

export const lokiStack = {
    pin,
    services: {
        loki: { name: base, ports: { http: 3100 }, selects: (release) => ({ app: "loki", release }) },
    },
    monitors: [
        { path: ["loki", "serviceMonitor"], labels: "additionalLabels", fixedRelease: true, port: 3100 },
        { path: ["promtail", "serviceMonitor"], labels: "labels", port: 3101 },
    ],
    workloads: [
        {
            part: "loki",
            kind: "StatefulSet",
            name: base,
            resources: ["loki", "resources"],
            scaling: { none: "one pod, since its data is on a volume" },
            replicas: { path: ["loki", "replicas"], standard: 1 },
            volume: {
                path: ["loki", "persistence", "size"],
                setting: "logs.volumeSize",
                template: () => "storage",
                madeBy: "helm",
            },
        },
        {
            part: "promtail",
            kind: "DaemonSet",
            name: (release) => `${release}-promtail`,
            resources: { none: "the chart gives it none, and what it needs follows from the node" },
            scaling: { none: "one pod on each node" },
            unless: [{ path: promtail, values: [false] }],
        },
    ],
    clusterWide: [
        (release) => `ClusterRole/${release}-promtail`,
        (release) => `ClusterRoleBinding/${release}-promtail`,
    ],
    sole: { none: "several stores stand side by side; of two promtails each reads all lines" },
    takenOver: { none: "nobody else writes into its objects" },
    rendered: { none: "each rendering is the same, and does what an installation does" },
    operates: { none: "it has no operator" },
    stores: [
        {
            signal: "logs",
            retention: [["loki", "config", "limits_config", "retention_period"]],
            deletion: ["loki", "config", "compactor", "retention_enabled"],
            backend: {
                path: ["loki", "config", "schema_config", "configs"],
                list: "object_store",
                standard: "filesystem",
            },
            bucket: { none: "where it is in S3, its configuration names it in a URL with much else" },
            tenancy: { path: ["loki", "config", "auth_enabled"], standard: false },
            limit: { none: "Loki knows days, not bytes" },
            generator: { none: "no rules of Loki\'s are in use" },
        },
    ],
    goRuntime: [{ resources: ["loki", "resources"], environment: ["loki", "env"], as: "list" }],
    floatingImages: { none: "its version says which images it runs" },
    passwords: { none: "it takes names of Secrets" },
    parts: [{ chart: "promtail", enabled: { path: promtail, standard: true }, gone: { none: "they can be pulled" } }],
    deprecated: { why: "Grafana no longer maintains it", successor: "the chart loki" },
    grafana: { none: "its Grafana is off in every stack of ours" },
    prometheus: { none: "it brings none" },
    alertmanager: { none: "it brings none" },
    datasources: [
        {
            file: "loki-stack-datasource.yaml",
            type: "loki",
            on: [
                ["grafana", "sidecar", "datasources", "enabled"],
                ["loki", "enabled"],
            ],
            name: { path: { none: "it is always this" }, standard: "Loki" },
            uid: { path: ["loki", "datasource", "uid"], standard: undefined },
            isDefault: { path: ["loki", "isDefault"], standard: true },
            remove: "grafana.sidecar.datasources.enabled: false, or loki.isDefault: false",
        },
    ],
    loki: {
        service: base,
        config: ["loki", "config"],
        schema: "schema_config",
        resources: ["loki", "resources"],
        runs: [{ fromMajor: 0, version: "2.6.1" }],
        ownSchema: "v11 on boltdb-shipper",
    },
    kong: { none: "it brings none" },
} as const satisfies ChartDescription;
