import type * as pulumi from "@pulumi/pulumi";
import type { Objectives } from "./objectives";
import type { Plugin } from "./plugins";
import { addressParts, type NamedService } from "./services";

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
    /** Answers plain HTTP on a route for HTTPS alone. @default Kong's own: 426 */
    httpsRedirectStatusCode?: 301 | 302 | 307 | 308;
    /** Take the matched path off before the upstream sees it. */
    stripPath: boolean;
    preserveHost: boolean;
    /** Whether its requests are traced at all. @default true */
    traced?: boolean;
    plugins: Plugin[];
}

/** What Kong serves besides what the configuration lists, on hosts with their own certificates. */
export interface GatewayAccess {
    services: (Omit<Service, "url"> & { url: pulumi.Input<string> })[];
    certificates: GatewayCertificate[];
    /** Plugins that Ingress objects of the pages name. Empty where routes hold them. */
    redirects: Redirect[];
}

/** Sends plain HTTP to another address. */
export interface Redirect {
    name: string;
    namespace: string;
    plugin: Plugin;
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

/** The collector's Service, which a plugin of the stack file may name as well. */
export const collectorService: NamedService = { service: "opentelemetry-collector", namespace: "observability" };

/** Where these plugins send spans, if that is not the collector: scheme and host. */
function spansPast(plugins: readonly Plugin[]): string | undefined {
    const { config = {}, enabled = true } = plugins.find(({ name }) => name === "opentelemetry") ?? {};
    const address = enabled && "traces_endpoint" in config ? config.traces_endpoint : undefined;
    if (typeof address !== "string") {
        return undefined;
    }
    const { service, namespace } = collectorService;
    const [name, space] = addressParts(address)?.host.split(".") ?? [];
    return name === service && space === namespace
        ? undefined
        : address.replace(/^(\w+:\/\/)?(?:[^/@]*@)?([^/?#]*).*$/, "$1$2");
}

/** Whether a plugin of a route's own, or else of its service, sends its spans past the collector. */
function isTracedElsewhere(service: Service, route: Route): boolean {
    return spansPast([...route.plugins, ...service.plugins]) !== undefined;
}

/**
 * A request that some route answers and traces at the stack's rate, taken from the first route with a path that is no
 * regular expression.
 */
export function answeredRequest(services: Service[]): { path: string; host?: string } | undefined {
    const routes = services.flatMap((service) =>
        service.routes.filter(
            (route) =>
                (route.traced ?? true) && ownRate(service, route) === undefined && !isTracedElsewhere(service, route),
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

/** Which requests leave no trace in the collector, and where all of them go instead. */
export function tracedElsewhere(
    services: Service[],
    plugins: readonly Plugin[],
): { untracedRoutes: string[]; spansPast?: string } {
    const past = spansPast(plugins);
    return { untracedRoutes: untracedRoutes(services), ...(past !== undefined && { spansPast: past }) };
}

/** What observability is told of all that a gateway serves. */
export function watchedOf(
    services: Service[],
    plugins: readonly Plugin[],
): ReturnType<typeof tracedElsewhere> & { objectives: boolean } {
    return { ...tracedElsewhere(services, plugins), objectives: services.some(({ slo }) => slo !== undefined) };
}

/** Names of the routes that are left out of tracing, or whose traces the collector never sees. */
function untracedRoutes(services: Service[]): string[] {
    return services.flatMap((service) =>
        service.routes
            .filter(
                (route) => route.traced === false || ownRate(service, route) === 0 || isTracedElsewhere(service, route),
            )
            .map(({ name }) => name),
    );
}
