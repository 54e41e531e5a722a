import type { ChartDescription } from "../description";
import { fullName } from "../words";
import pin from "./pin.json";

const base = fullName("loki");

export const lokiStack = {
    pin,
    services: { loki: { name: base, ports: { http: 3100 } } },
    monitors: [
        { path: ["loki", "serviceMonitor"], labels: "additionalLabels", fixedRelease: true },
        { path: ["promtail", "serviceMonitor"], labels: "labels" },
    ],
    workloads: [
        {
            part: "loki",
            kind: "StatefulSet",
            name: base,
            resources: ["loki", "resources"],
            scaling: { none: "one pod, since its data is on a volume" },
            volume: {
                path: ["loki", "persistence", "size"],
                setting: "logs.volumeSize",
                template: "storage",
                madeBy: "helm",
            },
        },
        {
            part: "promtail",
            kind: "DaemonSet",
            name: (release) => `${release}-promtail`,
            resources: { none: "the chart gives it none, and what it needs follows from the node" },
            scaling: { none: "one pod on each node" },
            unless: [{ path: ["promtail", "enabled"], values: [false] }],
        },
    ],
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
            tenancy: { path: ["loki", "config", "auth_enabled"], standard: false },
        },
    ],
    goRuntime: [{ resources: ["loki", "resources"], environment: ["loki", "env"], as: "list" }],
    images: [{ path: ["loki", "image"] }, { path: ["promtail", "image"] }],
    grafana: { none: "its Grafana is off in every stack of ours" },
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
