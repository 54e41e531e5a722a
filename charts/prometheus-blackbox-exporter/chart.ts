import type { ChartDescription } from "../description";
import { fullName } from "../words";
import pin from "./pin.json";

const base = fullName("prometheus-blackbox-exporter");

export const prometheusBlackboxExporter = {
    pin,
    services: { exporter: { name: base, ports: { http: 9115 } } },
    monitors: [
        { path: ["serviceMonitor", "selfMonitor"], labels: "labels", port: 9115 },
        { path: ["prometheusRule"], labels: "additionalLabels", kind: "PrometheusRule" },
    ],
    workloads: [
        {
            part: "exporter",
            kind: "Deployment",
            name: base,
            resources: ["resources"],
            scaling: { none: "one pod is enough: while it is away, an alert of missing probes says so" },
        },
    ],
    clusterWide: { none: "everything of it is in its namespace" },
    sole: { none: "several exporters stand side by side" },
    takenOver: { none: "nobody else writes into its objects" },
    rendered: { none: "each rendering is the same, and does what an installation does" },
    operates: { none: "it has no operator" },
    stores: { none: "it keeps nothing" },
    goRuntime: [{ resources: ["resources"], environment: ["extraEnv"], as: "list" }],
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
