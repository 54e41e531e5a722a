import type { Gateway, Service } from "../../../model/gateway";
import { namedService } from "../../../model/services";
import {
    demand,
    gatewayApi,
    gatewayController,
    hostname,
    type KubernetesPlace,
    label,
    type Manifest,
} from "./objects/manifest";
import { annotation, clusterPlugin, pluginsOf } from "./objects/plugins";
import { type RenderedRoute, renderRoute, type Upstream } from "./objects/routes";

/** Each route is kept with the objects that must exist before it, so that no route is ever open without its plugins. */
export interface KubernetesGateway {
    /** GatewayClass, Gateway and the global plugins. */
    shared: Manifest[];
    services: {
        plugins: Manifest[];
        service: Manifest | undefined;
        routes: RenderedRoute[];
    }[];
}

/**
 * The gateway as objects of the ingress controller.
 * @throws Error for what these kinds cannot express; the settings refuse the same by key
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
        // Unmanaged: the chart installs the gateways, the controller creates none.
        metadata: { name: className, annotations: { "konghq.com/gatewayclass-unmanaged": "true" } },
        spec: { controllerName: gatewayController(className) },
    };
}

/**
 * One listener, for HTTP: an HTTPS listener would need a certificate of its own. Kong serves HTTPS anyway, as the
 * routes' protocols say.
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
        // The Host header that Kong sends unless the client's is preserved; Kong appends the port. The default would be
        // a pod's address.
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
    const inside = namedService(hostname);
    return inside !== undefined
        ? { name: inside.service, namespace: inside.namespace, port: number }
        : { name, namespace, port: number, externalName: hostname };
}

/** An existing Service is only annotated; a name outside the cluster gets an ExternalName Service. */
function serviceOf({ name, namespace, port, externalName }: Upstream, annotations: Record<string, string>): Manifest {
    const object = { apiVersion: "v1", metadata: { name, namespace, annotations } };
    return externalName === undefined
        ? { ...object, kind: "ServicePatch" }
        : { ...object, kind: "Service", spec: { type: "ExternalName", externalName, ports: [{ port }] } };
}

/**
 * Plugins, path and protocol are annotations on the Kubernetes Service, so two services of the configuration cannot
 * share one.
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
