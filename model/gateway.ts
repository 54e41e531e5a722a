import type * as pulumi from "@pulumi/pulumi";

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

/**
 * What stands beside any plugin's `config`, by the Admin API's own names (kong/db/schema/entities/plugins.lua at tag
 * 3.9.3).
 */
export interface PluginOptions {
    /** @default Kong's own: true */
    enabled?: boolean;
    /** Protocols of the requests that it runs for. @default Kong's own: all that the plugin knows */
    protocols?: string[];
    tags?: string[];
}

/** The plugins that observability stands on are typed; of others Kong alone knows the fields. */
export type Plugin = PluginOptions & NamedPlugin;

type NamedPlugin =
    | { name: "opentelemetry"; config: OpentelemetryConfig }
    | { name: "prometheus"; config: PrometheusConfig }
    | { name: "file-log"; config: FileLogConfig }
    | { name: string; config: Record<string, unknown> };

/**
 * Fields of the `opentelemetry` plugin in the pinned Kong (kong/plugins/opentelemetry/schema.lua at tag 3.9.3), without
 * the deprecated ones.
 */
export interface OpentelemetryConfig {
    /** OTLP over HTTP; the plugin speaks no gRPC. */
    traces_endpoint?: string;
    /** OTLP over HTTP. In the open-source edition it carries Kong's own log lines, not access logs. */
    logs_endpoint?: string;
    headers?: Record<string, string>;
    resource_attributes?: Record<string, string>;
    /** 0 to 1; overrides the data plane's own rate. */
    sampling_rate?: number;
    http_response_header_for_traceid?: string;
    /** Milliseconds. */
    connect_timeout?: number;
    /** Milliseconds. */
    send_timeout?: number;
    /** Milliseconds. */
    read_timeout?: number;
    queue?: Queue;
    propagation?: { default_format: string; extract?: string[]; inject?: string[]; clear?: string[] };
}

/** kong/tools/queue_schema.lua. Delays and times in seconds. */
export interface Queue {
    max_batch_size?: number;
    max_coalescing_delay?: number;
    max_entries?: number;
    max_bytes?: number;
    max_retry_time?: number;
    initial_retry_delay?: number;
    max_retry_delay?: number;
    concurrency_limit?: number;
}

/**
 * Fields of the `prometheus` plugin in the pinned Kong (kong/plugins/prometheus/schema.lua at tag 3.9.3). All are off
 * unless set.
 */
export interface PrometheusConfig {
    /** One series for each consumer: never with many of them. */
    per_consumer?: boolean;
    status_code_metrics?: boolean;
    latency_metrics?: boolean;
    bandwidth_metrics?: boolean;
    upstream_health_metrics?: boolean;
    ai_metrics?: boolean;
}

/**
 * Fields of the `file-log` plugin in the pinned Kong (kong/plugins/file-log/schema.lua at tag 3.9.3). Alone it needs a
 * path; with our own access log its fields become those of our line.
 */
interface FileLogConfig {
    path?: string;
    /** Open the file anew for every request. */
    reopen?: boolean;
    /** Lua by field, dots leading into objects; what it returns is the field's value, and nil takes the field out. */
    custom_fields_by_lua?: Record<string, string>;
}
