import type { ChartDescription } from "../description";
import { fullName, type Named } from "../words";
import pin from "./pin.json";

const base = fullName("deepflow");
/** Of a subchart, whose own name is not in the release's. */
const part = (name: string): Named => fullName(name);
const labels = (component: string) => (): Readonly<Record<string, string>> => ({ app: "deepflow", component });
/** The chart gives this name whatever the release's is. */
const agent = "deepflow-agent";

export const deepflow = {
    pin,
    services: {
        "deepflow-server": {
            name: (release) => `${base(release)}-server`,
            ports: { querier: 20416, grpc: 20035, ingester: 20033 },
            selects: labels("deepflow-server"),
        },
        "deepflow-app": { name: (release) => `${base(release)}-app`, ports: { http: 20418 } },
        "deepflow-agent": { name: () => agent, ports: { http: 80 } },
        "deepflow-clickhouse": {
            name: part("clickhouse"),
            ports: { http: 8123, tcp: 9000 },
            selects: labels("clickhouse"),
        },
        "deepflow-mysql": { name: part("mysql"), ports: { mysql: 30130 }, selects: labels("mysql") },
    },
    monitors: { none: "its parts count into its own ClickHouse, and serve no metrics to Prometheus" },
    workloads: [
        {
            part: "server",
            kind: "Deployment",
            name: (release) => `${base(release)}-server`,
            resources: ["server", "resources"],
            scaling: { none: "one pod beside one of ClickHouse: each server writes to a shard of its own" },
        },
        {
            part: "app",
            kind: "Deployment",
            name: (release) => `${base(release)}-app`,
            resources: ["app", "resources"],
            scaling: { none: "one pod: while it is away, nobody can open a trace" },
        },
        {
            part: "mysql",
            kind: "Deployment",
            name: part("mysql"),
            resources: ["mysql", "resources"],
            scaling: { none: "one pod, since its data is on a volume" },
        },
        {
            part: "clickhouse",
            kind: "StatefulSet",
            name: part("clickhouse"),
            resources: ["clickhouse", "resources"],
            scaling: { none: "one pod, since its data is on volumes" },
            volume: {
                path: ["clickhouse", "storageConfig", "persistence", "1", "size"],
                setting: "deepflow.clickhouse.volumeSize",
                template: () => "clickhouse-storage-path",
                madeBy: "helm",
            },
        },
        {
            part: "agent",
            kind: "DaemonSet",
            name: () => agent,
            resources: [agent, "resources"],
            scaling: { none: "one pod on each node" },
            ofNode: {
                why: "DeepFlow's agent loads eBPF programs, sees every process of its node, and opens raw sockets",
                kernel: "4.14",
                enabled: { path: [agent, "enabled"], standard: true },
            },
        },
    ],
    clusterWide: [() => `ClusterRole/${agent}`, () => `ClusterRoleBinding/${agent}`],
    sole: [
        {
            what: "a DeepFlow agent",
            kind: "DaemonSet",
            image: "/deepflow-agent",
            why: "both would trace every process and read every packet of a node, and their ClusterRoles have the same name",
            instead: "Use that one: leave deepflow.enabled false",
        },
    ],
    rendered: { none: "each rendering is the same, and does what an installation does" },
    takenOver: { none: "its agents change their own DaemonSet when told to upgrade, and nothing else" },
    operates: { none: "it has no operator" },
    stores: { none: "of each table its server deletes by an age of its own, and the oldest at 80 % of the volume" },
    goRuntime: { none: "the chart takes no environment" },
    floatingImages: [
        ["image", "server"],
        ["image", "app"],
        [agent, "image"],
    ],
    passwords: [
        { path: ["global", "password", "mysql"], wellKnown: ["deepflow"] },
        { path: ["global", "password", "clickhouse"], wellKnown: [] },
    ],
    parts: { none: "the agent's facts are its own; its Grafana is off in every stack of ours" },
    deprecated: { none: "it is maintained" },
    grafana: { none: "its Grafana is off in every stack of ours" },
    datasources: { none: "those of its own Grafana are in an image" },
    prometheus: { none: "it brings none" },
    alertmanager: { none: "it brings none" },
    loki: { none: "it brings none" },
    kong: { none: "it brings none" },
} as const satisfies ChartDescription;
