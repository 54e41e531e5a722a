import type { ChartDescription } from "../description";
import type { Named } from "../words";
import { end, scalingOf, sections } from "./nodes";
import pin from "./pin.json";

/** The chart appends its own name to the release's, whatever that is. */
const service =
    (part: string): Named =>
    (release) =>
        `${release}-kong-${part}`;

export const kong = {
    pin,
    services: {
        proxy: { name: service("proxy"), ports: { http: 80, https: 443 } },
        admin: { name: service("admin"), ports: { http: 8001, https: 8444 } },
        cluster: { name: service("cluster"), ports: { cluster: 8005 } },
        telemetry: { name: service("clustertelemetry"), ports: { telemetry: 8006 } },
        manager: { name: service("manager"), ports: { http: 8002, https: 8445 } },
    },
    monitors: [{ path: ["serviceMonitor"], labels: "labels", port: 8100 }],
    workloads: [
        {
            part: "kong",
            kind: "Deployment",
            name: (release) => `${release}-kong`,
            resources: ["resources"],
            scaling: scalingOf([]),
        },
    ],
    clusterWide: { none: "everything of it is in its namespace" },
    sole: { none: "several gateways stand side by side" },
    takenOver: { none: "nobody else writes into its objects" },
    rendered: { none: "its migrations are Argo CD's hooks too, by annotations of the chart, and may run again" },
    operates: { none: "it has no operator" },
    stores: { none: "its configuration is in a database of its own chart or of AWS" },
    goRuntime: { none: "Kong is no Go program" },
    floatingImages: [["image"]],
    passwords: { none: "it takes names of Secrets" },
    parts: [
        {
            chart: "postgresql",
            enabled: { path: ["postgresql", "enabled"], standard: false },
            gone: ["postgresql", "image", "repository"],
        },
    ],
    deprecated: { none: "it is maintained" },
    grafana: { none: "it brings none" },
    datasources: { none: "it makes none" },
    prometheus: { none: "it brings none" },
    alertmanager: { none: "it brings none" },
    loki: { none: "it brings none" },
    kong: { nodes: [], role: "asTold", name: "kong", sections, end, controller: ["ingressController"] },
} as const satisfies ChartDescription;
