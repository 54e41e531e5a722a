import type { ChartDescription } from "../description";
import { fullName } from "../words";
import { collectorFact } from "./operated";
import pin from "./pin.json";

const base = fullName("opentelemetry-operator");

export const opentelemetryOperator = {
    pin,
    services: { webhook: { name: (release) => `${base(release)}-webhook`, ports: { https: 443 } } },
    monitors: [{ path: ["manager", "serviceMonitor"], labels: "extraLabels", port: 8443 }],
    workloads: [
        {
            part: "operator",
            kind: "Deployment",
            name: base,
            resources: ["manager", "resources"],
            scaling: { none: "one pod is enough: while it is away, what it made runs on" },
        },
    ],
    operates: [collectorFact],
    stores: { none: "it keeps nothing" },
    // The collectors that it creates keep their whole limit.
    goRuntime: [{ resources: ["manager", "resources"], environment: ["manager", "extraEnvs"], as: "list" }],
    floatingImages: { none: "its version says which images it runs" },
    parts: { none: "nothing but itself" },
    deprecated: { none: "it is maintained" },
    grafana: { none: "it brings none" },
    datasources: { none: "it makes none" },
    prometheus: { none: "it brings none" },
    alertmanager: { none: "it brings none" },
    loki: { none: "it brings none" },
    kong: { none: "it brings none" },
} as const satisfies ChartDescription;
