import type { ChartDescription } from "../description";
import { fullName } from "../words";
import pin from "./pin.json";

const base = fullName("tempo");

export const tempo = {
    pin,
    services: {
        tempo: {
            name: base,
            ports: { http: 3200, otlpGrpc: 4317, otlpHttp: 4318 },
            selects: (release) => ({ "app.kubernetes.io/name": "tempo", "app.kubernetes.io/instance": release }),
        },
    },
    monitors: [{ path: ["serviceMonitor"], labels: "additionalLabels", port: 3200 }],
    workloads: [
        {
            part: "tempo",
            kind: "StatefulSet",
            name: base,
            resources: ["tempo", "resources"],
            scaling: { none: "one pod, since its data is on a volume" },
            replicas: { path: ["replicas"], standard: 1 },
            volume: {
                path: ["persistence", "size"],
                setting: "traces.volumeSize",
                template: () => "storage",
                madeBy: "helm",
            },
        },
    ],
    clusterWide: { none: "everything of it is in its namespace" },
    sole: { none: "several stores stand side by side" },
    takenOver: { none: "nobody else writes into its objects" },
    rendered: { none: "each rendering is the same, and does what an installation does" },
    operates: { none: "it has no operator" },
    stores: [
        {
            signal: "traces",
            retention: [["tempo", "retention"]],
            deletion: { none: "Tempo always deletes what is past its retention" },
            backend: { path: ["tempo", "storage", "trace", "backend"], standard: "local" },
            bucket: ["tempo", "storage", "trace", "s3", "bucket"],
            tenancy: { path: ["tempo", "multitenancyEnabled"], standard: false },
            limit: { none: "Tempo knows days, not bytes" },
            generator: {
                enabled: ["tempo", "metricsGenerator", "enabled"],
                processors: ["tempo", "overrides", "defaults", "metrics_generator", "processors"],
            },
        },
    ],
    goRuntime: [{ resources: ["tempo", "resources"], environment: ["tempo", "extraEnv"], as: "list" }],
    floatingImages: { none: "its version says which images it runs" },
    passwords: { none: "it takes names of Secrets" },
    parts: { none: "nothing but itself" },
    deprecated: { none: "it is maintained" },
    grafana: { none: "it brings none" },
    datasources: { none: "it makes none" },
    prometheus: { none: "it brings none" },
    alertmanager: { none: "it brings none" },
    loki: { none: "it brings none" },
    kong: { none: "it brings none" },
} as const satisfies ChartDescription;
