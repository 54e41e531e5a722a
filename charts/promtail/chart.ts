import type { ChartDescription } from "../description";
import { fullName } from "../words";
import pin from "./pin.json";

const base = fullName("promtail");

export const promtail = {
    pin,
    services: {},
    monitors: [{ path: ["serviceMonitor"], labels: "labels", port: 3101 }],
    workloads: [
        {
            part: "promtail",
            kind: "DaemonSet",
            name: base,
            resources: ["resources"],
            scaling: { none: "one pod on each node" },
        },
    ],
    clusterWide: [(release) => `ClusterRole/${base(release)}`, (release) => `ClusterRoleBinding/${base(release)}`],
    sole: { none: "of two each reads all lines" },
    takenOver: { none: "nobody else writes into its objects" },
    rendered: { none: "each rendering is the same, and does what an installation does" },
    operates: { none: "it has no operator" },
    stores: { none: "it keeps nothing but how far it has read" },
    goRuntime: [{ resources: ["resources"], environment: ["extraEnv"], as: "list" }],
    floatingImages: { none: "its version says which images it runs" },
    passwords: { none: "it takes names of Secrets" },
    parts: { none: "nothing but itself" },
    deprecated: {
        why: "Grafana ended promtail's life on 2 March 2026: no fixes since, not even of security holes",
        successor: "the collector's filelog receiver (logs.shipper: agent, with the chart loki), or Grafana Alloy",
    },
    grafana: { none: "it brings none" },
    datasources: { none: "it makes none" },
    prometheus: { none: "it brings none" },
    alertmanager: { none: "it brings none" },
    loki: { none: "it brings none" },
    kong: { none: "it brings none" },
} as const satisfies ChartDescription;
