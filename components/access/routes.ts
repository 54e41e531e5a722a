import type { IngressArgs } from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { httpsAddress } from "../../model/addresses";
import type { GatewayAccess, Redirect, Route } from "../../model/gateway";
import type { Topology } from "../../model/layers";
import type { Served } from "../../model/services";

/** Where the pages' certificate comes from. */
export type Tls =
    | { kind: "secret"; /** A Secret with `tls.crt` and `tls.key`. */ name: string }
    | { kind: "cert-manager"; issuerKind: "ClusterIssuer" | "Issuer"; issuer: string }
    /** TLS is terminated before the Ingress. */
    | { kind: "elsewhere" };

/** What receives the traffic from outside. */
export type Through = {
    /** The port at which browsers reach HTTPS. */
    port: number;
} & ({ kind: "kong" } | { kind: "ingress"; className: string; annotations: Record<string, string> });

/** One page at its host, and the Service behind it: the page's own, or its authentication proxy's. */
export interface Way {
    page: string;
    host: string;
    tls: Tls;
    served: Served & { ports: { http: number } };
    url: pulumi.Input<string>;
}

/** The objects or Kong routes that expose the pages, by what receives the traffic. */
export function routesOf(
    ways: Way[],
    through: Through,
    topology: Topology,
): { ingresses: NamedIngress[]; gateway: GatewayAccess } {
    if (through.kind === "ingress") {
        const ingresses = ways.map((way) => ingress(accessName(way.page), way, through));
        return { ingresses, gateway: { services: [], certificates: [], redirects: [] } };
    }
    // Kong's own redirect sets no port, so another port than 443 needs a redirect of ours.
    const redirected = ways.map((way): RedirectedWay =>
        through.port === 443 ? way : { ...way, redirect: redirectOf(way, through.port) },
    );
    if (topology === "hybrid") {
        return { ingresses: [], gateway: gatewayAccess(redirected) };
    }
    const redirects = redirected.flatMap(({ redirect }) => redirect ?? []);
    return { ingresses: redirected.flatMap(kongIngresses), gateway: { services: [], certificates: [], redirects } };
}

/** Without a redirect of ours, Kong's own applies. */
type RedirectedWay = Way & { redirect?: Redirect };

/** Status code of the redirect from HTTP to the same address with HTTPS. */
const permanently = 308;

function redirectOf({ page, host, served }: Way, port: number): Redirect {
    const config = { status_code: permanently, location: httpsAddress(host, port), keep_incoming_path: true };
    return { name: `${accessName(page)}-http`, namespace: served.namespace, plugin: { name: "redirect", config } };
}

interface NamedIngress {
    name: string;
    args: IngressArgs;
}

/** A page's Ingresses for Kong's own ingress controller. */
function kongIngresses({ redirect, ...way }: RedirectedWay): NamedIngress[] {
    const className = "kong";
    const code = { "konghq.com/https-redirect-status-code": String(permanently) };
    const overHttps = { className, annotations: { "konghq.com/protocols": "https", ...code } };
    const page = ingress(accessName(way.page), way, overHttps);
    if (redirect === undefined) {
        return [page];
    }
    const { name, plugin } = redirect;
    const annotations = { "konghq.com/protocols": "http", "konghq.com/plugins": `${name}.${plugin.name}` };
    return [page, ingress(name, { ...way, tls: { kind: "elsewhere" } }, { className, annotations })];
}

/** One page's Ingress, for another ingress controller on the cluster. */
function ingress(
    name: string,
    { page, host, tls, served }: Way,
    { className, annotations }: { className: string; annotations: Record<string, string> },
): NamedIngress {
    const backend = { service: { name: served.service, port: { number: served.ports.http } } };
    return {
        name,
        args: {
            metadata: {
                name,
                namespace: served.namespace,
                // Some controllers never report an address, for which Pulumi would wait.
                annotations: { ...annotations, ...certManagerAnnotation(tls), "pulumi.com/skipAwait": "true" },
            },
            spec: {
                ingressClassName: className,
                ...(tls.kind !== "elsewhere" && { tls: [{ hosts: [host], secretName: secretName(page, tls) }] }),
                rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
            },
        },
    };
}

/**
 * The same for Kong without an ingress controller: services and routes for decK, and the certificates that Kong serves
 * for the hosts.
 */
function gatewayAccess(ways: RedirectedWay[]): GatewayAccess {
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
    const services = ways.map(({ page, host, url, redirect }) => {
        const route = { hosts: [host], stripPath: false, preserveHost: true };
        const overHttps: Route = {
            ...route,
            name: accessName(page),
            protocols: ["https"],
            httpsRedirectStatusCode: permanently,
            plugins: [],
        };
        const plain: Route[] = redirect
            ? [{ ...route, name: redirect.name, protocols: ["http"], plugins: [redirect.plugin] }]
            : [];
        return { name: accessName(page), url, plugins: [], routes: [overHttps, ...plain] };
    });
    return { services, certificates: [...bySecret.values()], redirects: [] };
}

/** Name of a page's objects, services and routes. */
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
