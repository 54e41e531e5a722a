import type * as pulumi from "@pulumi/pulumi";
import type { Plugin } from "./plugins";

/** What a gateway serves, said once: rendered as decK's file, or as objects for the ingress controller. */
export interface Gateway {
    services: Service[];
    /** Plugins for every request. */
    plugins: Plugin[];
}

export interface Service {
    name: string;
    /** The upstream. */
    url: string;
    routes: Route[];
    plugins: Plugin[];
}

/** At least one of paths, hosts and methods is set. */
export interface Route {
    name: string;
    paths?: string[];
    hosts?: string[];
    methods?: string[];
    /** @default Kong's own: http and https */
    protocols?: ("http" | "https" | "grpc" | "grpcs")[];
    /** Answers plain HTTP on a route for HTTPS alone. @default Kong's own: 426 */
    httpsRedirectStatusCode?: 301 | 302 | 307 | 308;
    /** Take the matched path off before the upstream sees it. */
    stripPath: boolean;
    preserveHost: boolean;
    /** Whether its requests are traced at all. @default true */
    traced?: boolean;
    plugins: Plugin[];
}

/** What Kong serves besides what the configuration lists, at hosts with certificates of their own. */
export interface GatewayAccess {
    services: (Omit<Service, "url"> & { url: pulumi.Input<string> })[];
    certificates: GatewayCertificate[];
}

/** A certificate that Kong serves for some hosts. */
export interface GatewayCertificate {
    /** A Secret with `tls.crt` and `tls.key`, in Kong's namespace. */
    secretName: string;
    hosts: string[];
    /** Of cert-manager, which then makes the Secret. @default the Secret is made by others */
    issuer?: { kind: "ClusterIssuer" | "Issuer"; name: string };
}

/** A rate at which a route is traced instead of the stack's: its plugin's, or else its service's. */
function ownRate(service: Service, route: Route): unknown {
    const own = [...route.plugins, ...service.plugins].find(
        ({ name, enabled = true }) => name === "opentelemetry" && enabled,
    );
    return own && "sampling_rate" in own.config ? own.config.sampling_rate : undefined;
}

/**
 * A request that some route answers and traces at the stack's rate, taken from the first route with a path that is no
 * regular expression.
 */
export function answeredRequest(services: Service[]): { path: string; host?: string } | undefined {
    const routes = services.flatMap((service) =>
        service.routes.filter((route) => (route.traced ?? true) && ownRate(service, route) === undefined),
    );
    for (const { paths = [], hosts: [host] = [], methods = ["GET"] } of routes) {
        const path = paths.find((candidate) => candidate.startsWith("/"));
        if (path !== undefined && methods.includes("GET") && !host?.includes("*")) {
            return { path, ...(host !== undefined && { host }) };
        }
    }
    return undefined;
}

/** Names of the routes that are left out of tracing. */
export function untracedRoutes(services: Service[]): string[] {
    return services.flatMap((service) =>
        service.routes
            .filter((route) => route.traced === false || ownRate(service, route) === 0)
            .map(({ name }) => name),
    );
}
