import type { ChartDescription } from "../description";
import { fullName } from "../words";
import { collectorFact } from "./operated";
import { webhooks } from "../webhooks";
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
    clusterWide: [
        (release) => `ClusterRole/${base(release)}-manager`,
        (release) => `ClusterRole/${base(release)}-metrics`,
        (release) => `ClusterRoleBinding/${base(release)}-manager`,
        (release) => `MutatingWebhookConfiguration/${base(release)}-mutation`,
        (release) => `ValidatingWebhookConfiguration/${base(release)}-validation`,
    ],
    sole: [
        {
            what: "an OpenTelemetry operator",
            kind: "Deployment",
            image: "opentelemetry-operator/opentelemetry-operator",
            why: "both would act on every OpenTelemetryCollector of the cluster",
            instead:
                "Use the collector of the stack that has it (observability: { kind: stack }), or remove that one first",
        },
    ],
    takenOver: [
        ...webhooks("each rendering has another certificate; the first one stays, of ten years"),
        {
            group: "apiextensions.k8s.io",
            kind: "CustomResourceDefinition",
            pointers: ["/spec/conversion/webhook/clientConfig/caBundle"],
            why: "each rendering has another certificate; the first one stays, of ten years",
        },
        {
            kind: "Secret",
            name: (release) => `${base(release)}-controller-manager-service-cert`,
            pointers: ["/data"],
            why: "each rendering has another certificate; the first one stays, of ten years",
        },
    ],
    rendered: {
        values: {
            admissionWebhooks: { secretAnnotations: { "helm.sh/hook": null, "helm.sh/hook-delete-policy": null } },
        },
        why: "as a hook the webhook's Secret would be made anew at each sync, with another certificate than the first",
    },
    operates: [collectorFact],
    stores: { none: "it keeps nothing" },
    // The collectors that it creates keep their whole limit.
    goRuntime: [{ resources: ["manager", "resources"], environment: ["manager", "extraEnvs"], as: "list" }],
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
