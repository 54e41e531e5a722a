import type { IngressArgs } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { GatewayAccess } from "../../model/gateway";
import type { Topology } from "../../model/layers";
import type { Served } from "../../model/services";

/** Where a certificate comes from. */
export type Tls =
    | { kind: "secret"; /** A Secret with `tls.crt` and `tls.key`. */ name: string }
    | { kind: "cert-manager"; issuerKind: "ClusterIssuer" | "Issuer"; issuer: string }
    /** TLS ends before the Ingress. */
    | { kind: "elsewhere" };

/** What takes the traffic. */
export type Through = { kind: "kong" } | { kind: "ingress"; className: string; annotations: Record<string, string> };

/** One page at its host, and the Service that answers for it: its own, or its authentication proxy's. */
export interface Way {
    page: string;
    host: string;
    tls: Tls;
    served: Served & { ports: { http: number } };
    url: pulumi.Input<string>;
}

/** What makes the ways, by who takes the traffic. */
export function routesOf(
    ways: Way[],
    through: Through,
    topology: Topology,
): { ingresses: ReturnType<typeof ingresses>; gateway: GatewayAccess } {
    return through.kind === "kong" && topology === "hybrid"
        ? { ingresses: [], gateway: gatewayAccess(ways) }
        : { ingresses: ingresses(ways, through), gateway: { services: [], certificates: [] } };
}

const kongClass = {
    className: "kong",
    // Plain HTTP is answered with the same address by HTTPS.
    annotations: { "konghq.com/protocols": "https", "konghq.com/https-redirect-status-code": "308" },
};

/** One Ingress for each page, for a controller on the cluster: Kong's own, or another. */
function ingresses(ways: Way[], through: Through): { name: string; args: IngressArgs }[] {
    const { className, annotations } = through.kind === "kong" ? kongClass : through;
    return ways.map(({ page, host, tls, served }) => ({
        name: accessName(page),
        args: {
            metadata: {
                name: accessName(page),
                namespace: served.namespace,
                // Some controllers never report an address, and Pulumi would wait for one.
                annotations: { ...annotations, ...certManagerAnnotation(tls), "pulumi.com/skipAwait": "true" },
            },
            spec: {
                ingressClassName: className,
                ...(tls.kind !== "elsewhere" && { tls: [{ hosts: [host], secretName: secretName(page, tls) }] }),
                rules: [
                    {
                        host,
                        http: {
                            paths: [
                                {
                                    path: "/",
                                    pathType: "Prefix",
                                    backend: { service: { name: served.service, port: { number: served.ports.http } } },
                                },
                            ],
                        },
                    },
                ],
            },
        },
    }));
}

/**
 * The same for Kong without a controller: services and routes for decK, and the certificates that Kong serves for the
 * hosts.
 */
function gatewayAccess(ways: Way[]): GatewayAccess {
    const bySecret = new Map<string, GatewayAccess["certificates"][number]>();
    for (const { page, host, tls } of ways) {
        const name = secretName(page, tls);
        const hosts = [...(bySecret.get(name)?.hosts ?? []), host];
        bySecret.set(name, {
            secretName: name,
            hosts,
            ...(tls.kind === "cert-manager" && { issuer: { kind: tls.issuerKind, name: tls.issuer } }),
        });
    }
    return {
        services: ways.map(({ page, host, url }) => ({
            name: accessName(page),
            url,
            plugins: [],
            routes: [
                {
                    name: accessName(page),
                    hosts: [host],
                    protocols: ["https"],
                    httpsRedirectStatusCode: 308,
                    stripPath: false,
                    preserveHost: true,
                    plugins: [],
                },
            ],
        })),
        certificates: [...bySecret.values()],
    };
}

/** Of a page's objects, services and routes. */
export function accessName(page: string): string {
    return `access-${page}`;
}

function secretName(page: string, tls: Tls): string {
    return tls.kind === "secret" ? tls.name : `${accessName(page)}-tls`;
}

function certManagerAnnotation(tls: Tls): Record<string, string> {
    return tls.kind === "cert-manager"
        ? {
              [tls.issuerKind === "ClusterIssuer" ? "cert-manager.io/cluster-issuer" : "cert-manager.io/issuer"]:
                  tls.issuer,
          }
        : {};
}
