import { secretLiterals } from "../../model/secrets/meaning";
import type { Problem } from "../problems";
import { type GatewaySettings, gatewaysOf } from "../gateways";
import { type CrossCheck, crossCheck } from "./check";

/** Kong's settings that this program sets on the pods, and what controls them instead; tests compare. */
const ours: readonly (readonly [RegExp, string])[] = [
    [/^tracing_/, "sampling decides"],
    [/access_log$|^nginx_http_log_format$|^nginx_proxy_set$/, "gateway.accessLog decides"],
    [/^(role|database|cluster_.+|pg_.+|lua_ssl_trusted_certificate)$/, "a gateway finds its configuration by them"],
    [/^admin_|^nginx_admin_|_listen$/, "listeners follow from the charts' values"],
    [/^(router_flavor|dns_order|anonymous_reports)$/, "every node has the same, by chartOverrides if need be"],
    [/^(plugins|license_.+)$/, "every node has the same (chartOverrides, or the secret kongLicense)"],
];

/** Annotations of load balancers that `scheme` sets, by the clouds that read them. */
const schemes =
    /(aws-load-balancer-(scheme|internal)|azure-load-balancer-internal|networking\.gke\.io\/load-balancer-type)$/;

/** Settings for one gateway's pods are compatible with what this program sets for all of them. */
export const gatewayPodChecks: readonly CrossCheck[] = [
    crossCheck(["kong"], ({ kong }, { project }) =>
        gatewaysOf(kong).flatMap(({ key, gateway }) => [
            ...environment(gateway, `${project}:${key}.env`),
            ...scaled(gateway, `${project}:${key}`),
            ...annotated(gateway, `${project}:${key}`),
        ]),
    ),
];

function environment({ env }: GatewaySettings, key: string): Problem[] {
    return Object.entries(env).flatMap(([name, value]) => {
        const [, decides] = ours.find(([setting]) => setting.test(name)) ?? [];
        const at = `${key}.${name}`;
        if (decides !== undefined) {
            return [{ key: at, message: `set; allowed: nothing here, since ${decides}` }];
        }
        return typeof value === "string" && secretLiterals({ [name]: value }).length > 0
            ? [{ key: at, message: "got a text; allowed: { credential: NAME } or { secretName, key } for a secret" }]
            : [];
    });
}

function scaled({ replicas, autoscaling }: GatewaySettings, key: string): Problem[] {
    return autoscaling === undefined || replicas === 1
        ? []
        : [
              {
                  key: `${key}.replicas`,
                  message: `got ${replicas}; allowed: left out beside autoscaling, whose minReplicas and maxReplicas decide`,
              },
          ];
}

function annotated({ annotations, proxy }: GatewaySettings, key: string): Problem[] {
    const reserved = Object.keys(annotations).filter((name) => name.startsWith("kong-observability/"));
    const decided =
        proxy.type === "LoadBalancer" ? Object.keys(proxy.annotations).filter((name) => schemes.test(name)) : [];
    return [
        ...reserved.map((name) => ({
            key: `${key}.annotations.${name}`,
            message: "got an annotation of this program's own; allowed: any other prefix",
        })),
        ...decided.map((name) => ({
            key: `${key}.proxy.annotations.${name}`,
            message: `set; allowed: nothing here, since ${key}.proxy.scheme decides`,
        })),
    ];
}
