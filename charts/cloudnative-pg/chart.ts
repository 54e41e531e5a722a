import type { ChartDescription } from "../description";
import { fullName } from "../words";
import { clusterFact } from "./operated";
import { webhooks } from "../webhooks";
import pin from "./pin.json";

const base = fullName("cloudnative-pg");

export const cloudnativePg = {
    pin,
    services: { webhook: { name: () => "cnpg-webhook-service", ports: { https: 443 } } },
    monitors: [
        {
            path: ["monitoring"],
            labels: "podMonitorAdditionalLabels",
            enabled: "podMonitorEnabled",
            kind: "PodMonitor",
            port: 8080,
        },
    ],
    workloads: [
        {
            part: "operator",
            kind: "Deployment",
            name: base,
            resources: ["resources"],
            scaling: { none: "one pod is enough: while it is away, what it made runs on" },
        },
    ],
    clusterWide: [
        (release) => `ClusterRoleBinding/${base(release)}`,
        ...["", "-view", "-edit"].map((suffix) => (release: string) => `ClusterRole/${base(release)}${suffix}`),
        () => "MutatingWebhookConfiguration/cnpg-mutating-webhook-configuration",
        () => "ValidatingWebhookConfiguration/cnpg-validating-webhook-configuration",
    ],
    sole: [
        {
            what: "a CloudNativePG operator",
            kind: "Deployment",
            image: "cloudnative-pg/cloudnative-pg",
            why: "both would act on every database of the cluster, and their webhooks have the same names",
            instead: "Use that one: kong.database.operator: existing",
        },
    ],
    takenOver: webhooks("the operator writes the authority of the certificate that it makes"),
    rendered: { none: "each rendering is the same, and does what an installation does" },
    operates: [clusterFact],
    stores: { none: "the databases that it makes are custom resources, with volumes of their own" },
    goRuntime: [{ resources: ["resources"], environment: ["additionalEnv"], as: "list" }],
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
