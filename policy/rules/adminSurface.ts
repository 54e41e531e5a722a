import { adminTargets, backends, type IsAdmin, isAdminPort, selectsKong } from "../library/adminTargets";
import { annotatedPlugins, authenticates, type AuthenticationPlugins, authenticationPlugins, filterPlugins } from "../library/authentication";
import { deckTargets, meetsEveryRequest } from "../library/deckServices";
import { deckFiles, type KongNode, kongNodes } from "../library/kong";
import { inwardServices, type KongService, kongServices } from "../library/kongServices";
import { at, isValues, listAt, type Seen, textAt, unknown } from "../library/resource";
import { rule, type Violation } from "../library/rule";
import type { System } from "../library/system";

interface Config {
    exposed: string[];
    authenticationPlugins: string[];
    authenticationAnnotations: string[];
}

const text = { type: "string" } as const;

/** Who reaches the Admin API owns the gateway. */
export const adminSurface = rule<Config>({
    name: "admin-surface",
    description: "Admin API, Kong Manager, the portal and the cluster's ports are ClusterIP, and nothing leads to Admin API or Manager from outside without authentication.",
    severity: "critical",
    remediationSteps: "Reach the Admin API and Kong Manager by kubectl port-forward. Set type: ClusterIP on every Service of Kong's chart but the proxy. Where one must be published, put an authentication plugin before it (konghq.com/plugins).",
    enforcementLevel: "mandatory",
    config: {
        exposed: { type: "array", items: { type: "string", enum: [...inwardServices] }, default: [], description: "Services of Kong's chart that may be published all the same: cluster and clustertelemetry for data planes in other clusters, portal and portalapi for its readers" },
        authenticationPlugins: {
            type: "array",
            items: text,
            default: ["basic-auth", "key-auth", "key-auth-enc", "openid-connect", "jwt", "oauth2", "oauth2-introspection", "hmac-auth", "ldap-auth", "ldap-auth-advanced", "mtls-auth", "header-cert-auth", "saml", "vault-auth"],
            description: "Plugins that count as authentication",
        },
        authenticationAnnotations: {
            type: "array",
            items: text,
            default: ["alb.ingress.kubernetes.io/auth-type", "nginx.ingress.kubernetes.io/auth-type", "nginx.ingress.kubernetes.io/auth-url", "nginx.ingress.kubernetes.io/auth-tls-secret"],
            description: "Annotations of other ingress controllers that count as authentication where they are set and not none",
        },
    },
    check(system, config) {
        const plugins = authenticationPlugins(system, config.authenticationPlugins);
        const isAdmin = adminTargets(system);
        return [
            ...kongNodes(system).flatMap((node) => kongServices(node).flatMap((service) => chartService(node, service, plugins, config))),
            ...system.kubernetes("Service").flatMap((service) => ownService(service, config)),
            ...["Ingress", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "TCPIngress"].flatMap((kind) => system.kubernetes(kind).flatMap((route) => ownRoute(system, kind, route, { plugins, isAdmin, config }))),
            ...deckFiles(system).flatMap((file) => deckServices(file, isAdmin, config)),
        ];
    },
});

const outward = ["LoadBalancer", "NodePort"];

function chartService({ install: { urn, name, namespace }, role }: KongNode, { service, type, defaulted, values }: KongService, plugins: AuthenticationPlugins, config: Config): Violation[] {
    const path = role === "ingress" ? `gateway.${service}` : service;
    if (config.exposed.includes(service)) {
        return [];
    }
    const violations: Violation[] = [];
    if (type !== undefined && outward.includes(type)) {
        violations.push({ urn, message: `${name}: ${path}.type is ${defaulted ? `not set, and then the chart makes it ${type}` : type}; set it to ClusterIP, or ${path}.enabled to false` });
    }
    const annotations = at(values, "ingress", "annotations");
    if (at(values, "ingress", "enabled") === true && !isGuarded(annotations, [], namespace, plugins, config)) {
        violations.push({ urn, message: `${name}: ${path}.ingress.enabled publishes it without authentication; set it to false, or name an authentication plugin in ${path}.ingress.annotations["konghq.com/plugins"]` });
    }
    return violations;
}

/** Whether annotations or the plugins of a filter ask for credentials. An annotation that is not known yet is not judged. */
function isGuarded(annotations: unknown, filters: string[], namespace: string | undefined, plugins: AuthenticationPlugins, { authenticationAnnotations }: Config): boolean {
    return (
        annotations === unknown ||
        at(annotations, "konghq.com/plugins") === unknown ||
        plugins.everywhere ||
        plugins.has([...annotatedPlugins(annotations), ...filters], namespace) ||
        authenticationAnnotations.some((key) => ![undefined, null, "", "none"].includes(at(annotations, key) as string | null | undefined))
    );
}

/** Ports of the chart's other Services: portal, portal API, cluster and telemetry. */
const otherPorts: Record<string, string> = { 8003: "portal", 8446: "portal", 8004: "portalapi", 8447: "portalapi", 8005: "cluster", 8006: "clustertelemetry" };

/** A Service of our own before Kong's pods. */
function ownService({ urn, name, inputs }: Seen, { exposed }: Config): Violation[] {
    const type = textAt(inputs, "spec", "type");
    if (type === undefined || !outward.includes(type) || !(selectsKong(inputs) || /-(kong|gateway)-(admin|manager)$/.test(textAt(inputs, "metadata", "name") ?? ""))) {
        return [];
    }
    const ports = listAt(inputs, "spec", "ports").map(({ port, targetPort }) => targetPort ?? port);
    const closed = ports.filter((port) => (isAdminPort(port) && !exposed.includes("admin")) || isOther(port, exposed));
    return closed.map((port) => ({ urn, message: `${name}: spec.type is ${type}, and port ${String(port)} of Kong is not for outside; set it to ClusterIP, or leave the port out` }));
}

function isOther(port: unknown, exposed: string[]): boolean {
    const service = otherPorts[String(port)] ?? /^(portal|portalapi|cluster|clustertelemetry)(-tls)?$/.exec(String(port))?.[1];
    return service !== undefined && !exposed.includes(service);
}

interface Judging {
    plugins: AuthenticationPlugins;
    isAdmin: IsAdmin;
    config: Config;
}

/** Plugins that ask for credentials speak HTTP: nothing guards a way that only passes bytes on. */
const streams = ["TCPRoute", "TLSRoute", "TCPIngress"];

function ownRoute(system: System, kind: string, { urn, name, inputs }: Seen, { plugins, isAdmin, config }: Judging): Violation[] {
    const namespace = textAt(inputs, "metadata", "namespace");
    const annotations = at(inputs, "metadata", "annotations");
    const open = backends(inputs.spec).filter(({ service, port, rule: way }) => {
        const guard = (from: unknown): boolean => isGuarded(from, filterPlugins(way), namespace, plugins, config);
        return isAdmin(service, port) && (streams.includes(kind) || !(guard(annotations) || serviceAnnotations(system, service, namespace).some(guard)));
    });
    const fix = streams.includes(kind) ? `a ${kind} cannot ask for credentials; remove it` : 'name an authentication plugin in the annotation "konghq.com/plugins", or remove it';
    const places = new Set(open.map(({ service, port }) => `${service ?? "a Service"}${port === undefined ? "" : `:${String(port)}`}`));
    return [...places].map((place) => ({ urn, message: `${name}: the ${kind} leads to ${place}, which is Kong's Admin API or Manager, without authentication; ${fix}` }));
}

/** The ingress controller also takes plugins from the Service that a route leads to. */
function serviceAnnotations(system: System, service: string | undefined, namespace: string | undefined): unknown[] {
    const own = system.kubernetes("Service").filter(({ inputs }) => textAt(inputs, "metadata", "name") === service && textAt(inputs, "metadata", "namespace") === namespace);
    const charted = kongNodes(system).flatMap((node) => kongServices(node).filter(({ name }) => name !== undefined && name === service && node.install.namespace === namespace));
    return [...own.map(({ inputs }) => at(inputs, "metadata", "annotations")), ...charted.map(({ values }) => values.annotations)].filter((annotations) => isValues(annotations) || annotations === unknown);
}

function deckServices({ urn, key, file }: ReturnType<typeof deckFiles>[number], isAdmin: IsAdmin, config: Config): Violation[] {
    const isOpen = (service: Parameters<typeof deckTargets>[1]): boolean => !meetsEveryRequest(file, service, (plugin) => authenticates(plugin, config.authenticationPlugins));
    return listAt(file, "services").flatMap((service) => {
        const target = deckTargets(file, service).find(({ host, port }) => leadsToAdmin(host, port, isAdmin));
        const place = target === undefined ? "" : `${target.host}${target.port === undefined ? "" : `:${target.port}`}`;
        return target !== undefined && isOpen(service)
            ? [{ urn, message: `${key}: the service ${String(service.name)} leads to ${place}, which is Kong's Admin API or Manager, without authentication; give it an authentication plugin (${config.authenticationPlugins.slice(0, 3).join(", ")}, ...), or remove it` }]
            : [];
    });
}

/** By the Service's name, or a node's own port; another host's port 8001 is its own affair. */
function leadsToAdmin(host: string, port: number | undefined, isAdmin: IsAdmin): boolean {
    const own = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0)$/.test(host);
    return own ? isAdminPort(port) : isAdmin(host.split(".")[0], undefined);
}
