import type { ChartDescription } from "../description";
import pin from "./pin.json";

/** Kong's chart twice: as `gateway` and as `controller`. */
export const ingress = {
    pin,
    services: {
        proxy: { name: (release) => `${release}-gateway-proxy`, ports: { http: 80, https: 443 } },
        admin: { name: (release) => `${release}-gateway-admin`, ports: { https: 8444 } },
    },
    monitors: [
        { path: ["gateway", "serviceMonitor"], labels: "labels" },
        { path: ["controller", "serviceMonitor"], labels: "labels" },
    ],
    workloads: [
        {
            part: "gateway",
            kind: "Deployment",
            name: (release) => `${release}-gateway`,
            resources: ["gateway", "resources"],
        },
        {
            part: "controller",
            kind: "Deployment",
            name: (release) => `${release}-controller`,
            resources: ["controller", "ingressController", "resources"],
            unless: [{ path: ["controller", "enabled"], values: [false] }],
        },
    ],
    stores: { none: "its configuration is in Kubernetes' own objects" },
    goRuntime: { none: "the controller's chart puts CONTROLLER_ before the name of each variable" },
    images: [
        { path: ["gateway", "image"], moves: true },
        { path: ["controller", "ingressController", "image"], moves: true },
    ],
    grafana: { none: "it brings none" },
    loki: { none: "it brings none" },
} as const satisfies ChartDescription;
