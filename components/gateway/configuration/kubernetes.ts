import type * as pulumi from "@pulumi/pulumi";
import type { Gateway, Plugin, PluginOptions, Route, Service } from "../../../model/gateway";

/** Where the ingress controller's own objects are. */
export interface KubernetesPlace {
    /** Of the Gateway, and of what stands for upstreams outside the cluster. */
    namespace: string;
    /** Name of GatewayClass, Gateway and class of global plugins alike. */
    className: string;
}

/** A Kubernetes object as one would write it down. */
export interface Manifest {
    apiVersion: string;
    kind: "GatewayClass" | "Gateway" | "KongClusterPlugin" | "KongPlugin" | "Service" | "ServicePatch" | "HTTPRoute";
    metadata: {
        name: string;
        namespace?: string;
        labels?: Record<string, string>;
        annotations?: Record<string, string>;
    };
    /** Fields of the kind. */
    [field: string]: unknown;
}

/**
 * What each route needs before it may take requests stands beside it, so that none is ever open without its plugins.
 */
export interface KubernetesGateway {
    /** GatewayClass, Gateway and the plugins for every request. */
    shared: Manifest[];
    services: {
        plugins: Manifest[];
        service: Manifest | undefined;
        routes: { plugins: Manifest[]; route: Manifest }[];
    }[];
}

const gatewayApi = "gateway.networking.k8s.io/v1";
const kongApi = "configuration.konghq.com/v1";

/**
 * The gateway for the ingress controller.
 * @throws Error for what its kinds cannot express; the settings refuse the same with the key's name
 */
export function renderKubernetes({ services, plugins }: Gateway, place: KubernetesPlace): KubernetesGateway {
    const shared = [gatewayClass(place), gateway(place), ...plugins.map((plugin) => clusterPlugin(plugin, place))];
    const rendered = { shared, services: services.map((service) => renderService(service, place)) };
    refuseSharedServices(rendered.services.flatMap(({ service }) => service ?? []));
    return rendered;
}

function gatewayClass({ className }: KubernetesPlace): Manifest {
    return {
        apiVersion: gatewayApi,
        kind: "GatewayClass",
        // Unmanaged: the gateways are the chart's, and the controller makes none.
        metadata: { name: className, annotations: { "konghq.com/gatewayclass-unmanaged": "true" } },
        spec: { controllerName: "konghq.com/kic-gateway-controller" },
    };
}

/**
 * One listener: one for HTTPS would need a certificate of its own. The proxy answers HTTPS anyway, by the routes' own
 * protocols.
 */
function gateway({ namespace, className }: KubernetesPlace): Manifest {
    const listener = { name: "proxy", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: { from: "All" } } };
    return {
        apiVersion: gatewayApi,
        kind: "Gateway",
        metadata: { name: className, namespace },
        spec: { gatewayClassName: className, listeners: [listener] },
    };
}

/** A plugin for every request. Of its configuration nothing else depends, so it may be known later than its name. */
export function clusterPlugin(
    { name, config, ...options }: PluginOptions & { name: string; config: pulumi.Input<object> },
    { className }: KubernetesPlace,
): Manifest {
    const annotations = { "kubernetes.io/ingress.class": className, ...tagsOf(options) };
    return {
        apiVersion: kongApi,
        kind: "KongClusterPlugin",
        metadata: { name: objectName(name), labels: { global: "true" }, annotations },
        plugin: name,
        ...besideConfig(options),
        // Keys with dots, such as service.name, are written as they are: gateways before 3.4.0 took them for paths when
        // the controller's webhook asked them (https://github.com/Kong/kong/issues/10654,
        // https://github.com/Kong/kubernetes-ingress-controller/issues/7336), and since
        // https://github.com/Kong/kong/pull/11091 a JSON body is taken as it is.
        config,
    };
}

function kongPlugin({ name, config, ...options }: Plugin, owner: string, namespace: string): Manifest {
    const annotations = tagsOf(options);
    return {
        apiVersion: kongApi,
        kind: "KongPlugin",
        // No name has a dot in it, so that no two owners and plugins make the same.
        metadata: {
            name: `${owner}.${objectName(name)}`,
            namespace,
            ...(Object.keys(annotations).length > 0 && { annotations }),
        },
        plugin: name,
        ...besideConfig(options),
        config,
    };
}

/** The controller's kinds say `disabled`. */
function besideConfig({ enabled, protocols }: PluginOptions): object {
    return { ...(enabled === false && { disabled: true }), ...(protocols && { protocols }) };
}

/** Beside the tags that the controller gives each entity by itself. */
function tagsOf({ tags = [] }: PluginOptions): Record<string, string> {
    return tags.length > 0 ? { "konghq.com/tags": tags.join(",") } : {};
}

/** Where a service's requests go: a Service that is there, or one that stands for a name outside. */
interface Upstream {
    name: string;
    namespace: string;
    port: number;
    /** Undefined for a Service that is there. */
    externalName?: string;
}

function renderService(
    { name, url, routes, plugins }: Service,
    place: KubernetesPlace,
): KubernetesGateway["services"][number] {
    const address = upstreamUrl(name, url);
    const upstream = upstreamOf(name, address, place);
    const own = pluginsOf(plugins, `service.${name}`, upstream.namespace);
    const settings = {
        ...(address.protocol === "https:" && { "konghq.com/protocol": "https" }),
        ...(address.pathname !== "/" && { "konghq.com/path": address.pathname }),
        // What Kong sends where the client's own is not preserved, with the port that it calls put after it. Otherwise
        // it would be a pod's address.
        "konghq.com/host-header": address.hostname,
        ...annotation(own),
    };
    return {
        plugins: own,
        service: serviceOf(upstream, settings),
        routes: routes.map((route) => renderRoute(route, upstream, place)),
    };
}

function upstreamOf(name: string, { hostname, port, protocol }: URL, { namespace }: KubernetesPlace): Upstream {
    const number = Number(port) || (protocol === "https:" ? 443 : 80);
    const [, service, inside] =
        /^([a-z][-a-z0-9]*)\.([a-z0-9][-a-z0-9]*)\.svc(?:\.cluster\.local)?$/.exec(hostname) ?? [];
    return service !== undefined && inside !== undefined
        ? { name: service, namespace: inside, port: number }
        : { name, namespace, port: number, externalName: hostname };
}

/** Of a Service that is there only the annotations are ours. */
function serviceOf({ name, namespace, port, externalName }: Upstream, annotations: Record<string, string>): Manifest {
    const object = { apiVersion: "v1", metadata: { name, namespace, annotations } };
    return externalName === undefined
        ? { ...object, kind: "ServicePatch" }
        : { ...object, kind: "Service", spec: { type: "ExternalName", externalName, ports: [{ port }] } };
}

function renderRoute(
    {
        name,
        paths,
        hosts,
        methods,
        protocols = ["http", "https"],
        httpsRedirectStatusCode,
        stripPath,
        preserveHost,
        plugins,
    }: Route,
    upstream: Upstream,
    { namespace, className }: KubernetesPlace,
): KubernetesGateway["services"][number]["routes"][number] {
    demand(label.test(name), `route ${name}: the name is no name of a Kubernetes object`);
    demand(
        protocols.every((protocol) => !protocol.startsWith("grpc")),
        `route ${name}: an HTTPRoute takes no gRPC`,
    );
    demand(
        hosts === undefined || (hosts.length <= 16 && hosts.every((host) => hostname.test(host))),
        `route ${name}: an HTTPRoute takes up to 16 host names, each in lower case, without a port, and with no wildcard but a leading *.`,
    );
    const own = pluginsOf(plugins, `route.${name}`, upstream.namespace);
    const annotations = {
        "konghq.com/strip-path": String(stripPath),
        "konghq.com/preserve-host": String(preserveHost),
        // Else those of the listener.
        "konghq.com/protocols": protocols.join(","),
        ...(httpsRedirectStatusCode !== undefined && {
            "konghq.com/https-redirect-status-code": String(httpsRedirectStatusCode),
        }),
        ...annotation(own),
    };
    const spec = {
        parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: className, namespace }],
        ...(hosts && { hostnames: hosts }),
        rules: [
            {
                matches: matchesOf(name, paths, methods),
                backendRefs: [{ group: "", kind: "Service", name: upstream.name, port: upstream.port, weight: 1 }],
            },
        ],
    };
    return {
        plugins: own,
        route: {
            apiVersion: gatewayApi,
            kind: "HTTPRoute",
            metadata: { name, namespace: upstream.namespace, annotations },
            spec,
        },
    };
}

const httpMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

/** Every path with every method: one of a route's matches is enough. */
function matchesOf(route: string, paths: string[] = ["/"], methods: string[] | undefined): object[] {
    demand(
        (methods ?? []).every((method) => httpMethods.includes(method)),
        `route ${route}: an HTTPRoute takes only the methods ${httpMethods.join(", ")}`,
    );
    const matches = paths
        .map((path) => pathMatch(route, path))
        .flatMap((path) => methods?.map((method) => ({ path, method })) ?? [{ path }]);
    demand(
        matches.length <= 64,
        `route ${route}: an HTTPRoute's rule takes 64 matches (paths times methods), not ${matches.length}`,
    );
    return matches;
}

function pathMatch(route: string, path: string): { type: "PathPrefix" | "RegularExpression"; value: string } {
    if (path.startsWith("~")) {
        return { type: "RegularExpression", value: path.slice(1) };
    }
    demand(
        plainPath.test(path) && !/\/\/|\/\.{1,2}(\/|$)|%2f/i.test(path) && path.length <= 1024,
        `route ${route}: ${path} is no path that an HTTPRoute takes`,
    );
    return { type: "PathPrefix", value: path };
}

function pluginsOf(plugins: Plugin[], owner: string, namespace: string): Manifest[] {
    demand(new Set(plugins.map(({ name }) => name)).size === plugins.length, `${owner}: has a plugin twice`);
    return plugins.map((plugin) => kongPlugin(plugin, owner, namespace));
}

/** How an object says which plugins it has. */
function annotation(plugins: Manifest[]): Record<string, string> {
    return plugins.length > 0 ? { "konghq.com/plugins": plugins.map(({ metadata }) => metadata.name).join(",") } : {};
}

/**
 * Plugins, path and protocol belong to the Kubernetes Service, so that two services of ours cannot tell it different
 * ones.
 */
function refuseSharedServices(services: Manifest[]): void {
    const seen = new Set<string>();
    for (const { metadata } of services) {
        const key = `${metadata.namespace}/${metadata.name}`;
        demand(
            !seen.has(key),
            `two services lead to the Kubernetes Service ${key}, which has one set of plugins, one path and one protocol`,
        );
        seen.add(key);
    }
}

const label = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const hostname = /^(?=.{1,253}$)(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/**
 * The controller makes a regular expression of it, unquoted: what a URL may have besides would mean something there.
 */
const plainPath = /^\/(?:[-A-Za-z0-9/._~!&',;=:@]|%[0-9a-fA-F]{2})*$/;

function upstreamUrl(service: string, url: string): URL {
    demand(label.test(service), `service ${service}: the name is no name of a Kubernetes Service`);
    const parsed = new URL(url);
    demand(
        ["http:", "https:"].includes(parsed.protocol),
        `service ${service}: an HTTPRoute leads to http and https only, not to ${url}`,
    );
    demand(
        hostname.test(parsed.hostname) && `${parsed.username}${parsed.password}${parsed.search}${parsed.hash}` === "",
        `service ${service}: ${url} is no address that a Kubernetes Service can stand for`,
    );
    return parsed;
}

function objectName(plugin: string): string {
    const name = plugin.replaceAll("_", "-");
    demand(label.test(name), `plugin ${plugin}: the name is no name of a Kubernetes object`);
    return name;
}

function demand(holds: boolean, message: string): void {
    if (!holds) {
        throw new Error(`gateway: ${message}`);
    }
}
