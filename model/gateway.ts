import type * as pulumi from "@pulumi/pulumi";
import type { Objectives } from "./objectives";
import type { Plugin } from "./plugins";
import { addressParts } from "./services";

/**
 * What a gateway serves, independent of the topology: rendered as decK's file, or as objects for the ingress
 * controller.
 */
export interface Gateway {
    services: Service[];
    /** Global plugins. */
    plugins: Plugin[];
}

export interface Service {
    name: string;
    /** The upstream. */
    url: string;
    routes: Route[];
    plugins: Plugin[];
    /** @default no alerts on failed or slow requests */
    slo?: Objectives;
}

/** At least one of paths, hosts and methods is set. */
export interface Route {
    name: string;
    paths?: string[];
    hosts?: string[];
    methods?: string[];
    /** @default Kong's own: http and https */
    protocols?: ("http" | "https" | "grpc" | "grpcs")[];
    /**
     * Status for plain HTTP on a route that allows only HTTPS.
     * @default Kong's own: 426
     */
    httpsRedirectStatusCode?: 301 | 302 | 307 | 308;
    /** Removes the matched path before the request goes upstream. */
    stripPath: boolean;
    preserveHost: boolean;
    /**
     * Whether requests of the route are traced.
     * @default true
     */
    traced?: boolean;
    plugins: Plugin[];
}

/**
 * What Kong serves for the observability pages, next to the configuration's services, on hosts with their own
 * certificates.
 */
export interface GatewayAccess {
    services: (Omit<Service, "url"> & { url: pulumi.Input<string> })[];
    certificates: GatewayCertificate[];
    /** Plugins that the pages' Ingress objects name. Empty if Kong's routes contain them. */
    redirects: Redirect[];
}

/** Redirects plain HTTP to another address. */
export interface Redirect {
    name: string;
    namespace: string;
    plugin: Plugin;
}

/** A certificate that Kong serves for its hosts. */
export interface GatewayCertificate {
    /** A Secret with `tls.crt` and `tls.key`, in Kong's namespace. */
    secretName: string;
    hosts: string[];
    /**
     * The issuer from which cert-manager requests the certificate.
     * @default the Secret already exists
     */
    issuer?: { kind: "ClusterIssuer" | "Issuer"; name: string };
}

/** A route's own sampling rate, which overrides the stack's: set by its plugin, or else by its service's. */
function ownRate(service: Service, route: Route): unknown {
    const own = [...route.plugins, ...service.plugins].find(
        ({ name, enabled = true }) => name === "opentelemetry" && enabled,
    );
    return own && "sampling_rate" in own.config ? own.config.sampling_rate : undefined;
}

/** The collector's Service, which plugins in the stack file may name as well. */
export const collectorService = "opentelemetry-collector";

/** Where these plugins send spans if not to the collector: scheme and host. */
function spansPast(plugins: readonly Plugin[], monitoring: string): string | undefined {
    const { config = {}, enabled = true } = plugins.find(({ name }) => name === "opentelemetry") ?? {};
    const address = enabled && "traces_endpoint" in config ? config.traces_endpoint : undefined;
    if (typeof address !== "string") {
        return undefined;
    }
    const [name, namespace] = addressParts(address)?.host.split(".") ?? [];
    return name === collectorService && namespace === monitoring
        ? undefined
        : address.replace(/^(\w+:\/\/)?(?:[^/@]*@)?([^/?#]*).*$/, "$1$2");
}

/** Whether a plugin of the route, or else of its service, sends its spans elsewhere than the collector. */
function isTracedElsewhere(service: Service, route: Route, monitoring: string): boolean {
    return spansPast([...route.plugins, ...service.plugins], monitoring) !== undefined;
}

/**
 * A request that some route answers and traces at the stack's rate, from the first route with a path that is not a
 * regular expression.
 */
export function answeredRequest(services: Service[], monitoring: string): { path: string; host?: string } | undefined {
    const routes = services.flatMap((service) =>
        service.routes.filter(
            (route) =>
                (route.traced ?? true) &&
                ownRate(service, route) === undefined &&
                !isTracedElsewhere(service, route, monitoring),
        ),
    );
    for (const { paths = [], hosts: [host] = [], methods = ["GET"] } of routes) {
        const path = paths.find((candidate) => candidate.startsWith("/"));
        if (path !== undefined && methods.includes("GET") && !host?.includes("*")) {
            return { path, ...(host !== undefined && { host }) };
        }
    }
    return undefined;
}

/** Requests without traces in the collector, and where all traces go instead. */
export function tracedElsewhere(
    services: Service[],
    plugins: readonly Plugin[],
    monitoring: string,
): { untracedRoutes: string[]; spansPast?: string } {
    const past = spansPast(plugins, monitoring);
    return { untracedRoutes: untracedRoutes(services, monitoring), ...(past !== undefined && { spansPast: past }) };
}

/** Names of the routes that are not traced, or whose traces do not reach the collector. */
function untracedRoutes(services: Service[], monitoring: string): string[] {
    return services.flatMap((service) =>
        service.routes
            .filter(
                (route) =>
                    route.traced === false ||
                    ownRate(service, route) === 0 ||
                    isTracedElsewhere(service, route, monitoring),
            )
            .map(({ name }) => name),
    );
}
