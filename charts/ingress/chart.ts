import type { ChartDescription } from "../description";
import { end, scalingOf, sections } from "../kong/nodes";
import { webhooks } from "../webhooks";
import pin from "./pin.json";

/** Kong's chart twice: as `gateway` and as `controller`. */
export const ingress = {
    pin,
    services: {
        proxy: { name: (release) => `${release}-gateway-proxy`, ports: { http: 80, https: 443 } },
        admin: { name: (release) => `${release}-gateway-admin`, ports: { https: 8444 } },
    },
    monitors: [
        { path: ["gateway", "serviceMonitor"], labels: "labels", port: 8100 },
        { path: ["controller", "serviceMonitor"], labels: "labels", port: 10255 },
    ],
    workloads: [
        {
            part: "gateway",
            kind: "Deployment",
            name: (release) => `${release}-gateway`,
            resources: ["gateway", "resources"],
            scaling: scalingOf(["gateway"]),
        },
        {
            part: "controller",
            kind: "Deployment",
            name: (release) => `${release}-controller`,
            resources: ["controller", "ingressController", "resources"],
            scaling: scalingOf(["controller"]),
            unless: [{ path: ["controller", "enabled"], values: [false] }],
        },
    ],
    clusterWide: [
        (release) => `ClusterRole/${release}-controller`,
        (release) => `ClusterRoleBinding/${release}-controller`,
        (release, namespace) => `ValidatingWebhookConfiguration/${release}-controller-${namespace}-validations`,
    ],
    sole: { none: "several controllers stand side by side, each with a class of its own" },
    takenOver: [
        ...webhooks("each rendering has another certificate; the first one stays, of ten years"),
        {
            kind: "Secret",
            name: (release) => `${release}-controller-validation-webhook-ca-keypair`,
            pointers: ["/data"],
            why: "each rendering has another certificate; the first one stays, of ten years",
        },
        {
            kind: "Secret",
            name: (release) => `${release}-controller-validation-webhook-keypair`,
            pointers: ["/data"],
            why: "each rendering has another certificate; the first one stays, of ten years",
        },
    ],
    rendered: { none: "what each rendering makes anew, its certificates, is taken over" },
    operates: { none: "its controller configures Kong, and makes nothing" },
    stores: { none: "its configuration is in Kubernetes' own objects" },
    goRuntime: { none: "the controller's chart puts CONTROLLER_ before the name of each variable" },
    floatingImages: [
        ["gateway", "image"],
        ["controller", "ingressController", "image"],
    ],
    passwords: { none: "it takes names of Secrets" },
    parts: { none: "Kong's chart, which is judged with it" },
    deprecated: { none: "it is maintained" },
    grafana: { none: "it brings none" },
    datasources: { none: "it makes none" },
    prometheus: { none: "it brings none" },
    alertmanager: { none: "it brings none" },
    loki: { none: "it brings none" },
    kong: {
        nodes: ["gateway"],
        role: "ingress",
        name: "gateway",
        // The Admin API is on, behind a headless Service, only for the controller.
        sections: {
            ...sections,
            admin: { ...sections.admin, enabled: true, service: { type: "ClusterIP", labelled: false } },
        },
        end,
        controller: ["controller", "ingressController"],
    },
} as const satisfies ChartDescription;
