import type { ChartDescription } from "../description";
import { fullName } from "../words";
import pin from "./pin.json";

const base = fullName("loki");
const mode = ["deploymentMode"];

/** By default the chart runs three targets. Monolithic, called SingleBinary before, runs one. */
export const loki = {
    pin,
    services: {
        loki: {
            name: base,
            ports: { http: 3100 },
            selects: (release) => ({ "app.kubernetes.io/name": "loki", "app.kubernetes.io/instance": release }),
        },
    },
    monitors: [
        { path: ["monitoring", "serviceMonitor"], labels: "labels", port: 3100 },
        { path: ["monitoring", "rules"], labels: "labels", kind: "PrometheusRule" },
    ],
    workloads: [
        {
            part: "loki",
            kind: "StatefulSet",
            name: base,
            resources: ["singleBinary", "resources"],
            scaling: { none: "one pod, since its data is on a volume" },
            replicas: { path: ["singleBinary", "replicas"], standard: 1 },
            when: { path: mode, values: [undefined, null, "Monolithic", "SingleBinary"] },
            volume: {
                path: ["singleBinary", "persistence", "size"],
                setting: "logs.volumeSize",
                template: () => "storage",
                madeBy: "helm",
                automatic: ["singleBinary", "statefulSetRecreateJob", "enabled"],
            },
        },
        {
            part: "read",
            kind: "Deployment",
            name: (release) => `${base(release)}-read`,
            resources: ["read", "resources"],
            scaling: { none: "not a part of any stack of ours" },
            when: { path: mode, values: ["SimpleScalable"] },
        },
        {
            part: "write",
            kind: "StatefulSet",
            name: (release) => `${base(release)}-write`,
            resources: ["write", "resources"],
            scaling: { none: "one pod, since its data is on a volume" },
            when: { path: mode, values: ["SimpleScalable"] },
        },
        {
            part: "backend",
            kind: "StatefulSet",
            name: (release) => `${base(release)}-backend`,
            resources: ["backend", "resources"],
            scaling: { none: "one pod, since its data is on a volume" },
            when: { path: mode, values: ["SimpleScalable"] },
        },
    ],
    clusterWide: { none: "everything of it is in its namespace" },
    sole: { none: "several stores stand side by side" },
    takenOver: { none: "nobody else writes into its objects" },
    rendered: { none: "each rendering is the same, and does what an installation does" },
    operates: { none: "it has no operator" },
    stores: [
        {
            signal: "logs",
            retention: [["loki", "limits_config", "retention_period"]],
            deletion: ["loki", "compactor", "retention_enabled"],
            backend: { path: ["loki", "storage", "type"], standard: "s3" },
            bucket: ["loki", "storage", "bucketNames", "chunks"],
            tenancy: { path: ["loki", "auth_enabled"], standard: true },
            limit: { none: "Loki knows days, not bytes" },
            generator: { none: "no rules of Loki\'s are in use" },
        },
    ],
    goRuntime: { none: "the chart tells Loki its limits by itself" },
    floatingImages: { none: "its version says which images it runs" },
    passwords: { none: "it takes names of Secrets" },
    parts: { none: "nothing but itself" },
    deprecated: { none: "it is maintained" },
    grafana: { none: "it brings none" },
    prometheus: { none: "it brings none" },
    alertmanager: { none: "it brings none" },
    datasources: { none: "it makes none" },
    loki: {
        service: base,
        config: ["loki"],
        schema: "schemaConfig",
        resources: ["singleBinary", "resources"],
        // The chart switched to Loki 3 in its version 6.
        runs: [
            { fromMajor: 6, version: "3.0" },
            { fromMajor: 0, version: "2.9" },
        ],
    },
    kong: { none: "it brings none" },
} as const satisfies ChartDescription;
