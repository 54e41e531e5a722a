import type { ChartDescription } from "../description";
import { fullName } from "../words";
import { webhooks } from "../webhooks";
import pin from "./pin.json";

const base = fullName("aws-load-balancer-controller");

export const awsLoadBalancerController = {
    pin,
    services: { webhook: { name: () => "aws-load-balancer-webhook-service", ports: { webhook: 443 } } },
    monitors: [{ path: ["serviceMonitor"], labels: "additionalLabels", port: 8080 }],
    workloads: [
        {
            part: "controller",
            kind: "Deployment",
            name: base,
            resources: ["resources"],
            scaling: { none: "the chart runs two of it, one of which leads" },
            replicas: { path: ["replicaCount"], standard: 2 },
        },
    ],
    clusterWide: [
        (release) => `ClusterRole/${base(release)}-role`,
        (release) => `ClusterRoleBinding/${base(release)}-rolebinding`,
        () => "MutatingWebhookConfiguration/aws-load-balancer-webhook",
        () => "ValidatingWebhookConfiguration/aws-load-balancer-webhook",
    ],
    sole: [
        {
            what: "an AWS Load Balancer Controller",
            kind: "Deployment",
            image: "eks/aws-load-balancer-controller",
            why: "both would act on every Service with its class, and their webhooks have the same names",
            instead: "Remove that one first, or take the cluster from elsewhere (cluster.kind: kubeconfig or stack)",
        },
    ],
    takenOver: [
        ...webhooks("each rendering has another certificate; the first one stays, of ten years"),
        {
            kind: "Secret",
            name: () => "aws-load-balancer-tls",
            pointers: ["/data"],
            why: "each rendering has another certificate; the first one stays, of ten years",
        },
    ],
    rendered: { none: "what each rendering makes anew, its certificates, is taken over" },
    operates: { none: "it makes load balancers in AWS" },
    stores: { none: "it keeps nothing" },
    goRuntime: [{ resources: ["resources"], environment: ["env"], as: "object" }],
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
