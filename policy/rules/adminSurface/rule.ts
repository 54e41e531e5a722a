import { adminTargets, type IsAdmin, isAdminPort, selectsKong } from "../../library/adminTargets";
import {
    type AuthenticationConfig,
    authenticationConfig,
    type AuthenticationPlugins,
    authenticationPlugins,
} from "../../library/authentication";
import { type KongNode, kongNodes, placeIn } from "../../library/kong";
import { inwardServices, kongPorts, type KongService, kongServices } from "../../library/kongServices";
import { isGuarded, openDeckServices, openRoutes, type OpenWay, streams } from "../../library/openRoutes";
import { at, listAt, type Seen, textAt } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import { clusterPortsProblem, selectedNode } from "./clusterPorts";

interface Config extends AuthenticationConfig {
    exposed: string[];
}

/** Anyone who reaches the Admin API controls the gateway. */
export const adminSurface = rule<Config>({
    name: "admin-surface",
    description:
        "Admin API, Kong Manager and the portal are ClusterIP, the cluster's ports at most behind an internal load balancer with cluster_mtls pki, and neither Admin API nor Manager is reachable from outside without authentication.",
    severity: "critical",
    remediationSteps:
        "Use kubectl port-forward to reach the Admin API and Kong Manager. Set type: ClusterIP on every Service of Kong's chart except the proxy. To publish one, put an authentication plugin in front of it (konghq.com/plugins).",
    enforcementLevel: "mandatory",
    config: {
        exposed: {
            type: "array",
            items: { type: "string", enum: [...inwardServices] },
            default: [],
            description:
                "Services of Kong's chart that may be published: cluster and clustertelemetry for data planes in other clusters, portal and portalapi for its readers",
        },
        ...authenticationConfig,
    },
    check(system, config) {
        const plugins = authenticationPlugins(system, config.authenticationPlugins);
        const isAdmin = adminTargets(system);
        return [
            ...kongNodes(system).flatMap((node) =>
                kongServices(node).flatMap((service) => chartService(node, service, plugins, config)),
            ),
            ...system
                .kubernetes("Service")
                .flatMap((service) => ownService(service, selectedNode(system, service), config)),
            ...openRoutes(system, isAdmin, config).map(ownRoute),
            ...openDeckServices(system, (host, port) => leadsToAdmin(host, port, isAdmin), config).map((way) =>
                deckService(way, config),
            ),
        ];
    },
});

const outward = ["LoadBalancer", "NodePort"];

function chartService(
    node: KongNode,
    { service, type, defaulted, values }: KongService,
    plugins: AuthenticationPlugins,
    config: Config,
): Violation[] {
    const { urn, name, namespace } = node.install;
    const path = placeIn(node, service);
    if (config.exposed.includes(service)) {
        return [];
    }
    const violations: Violation[] = [];
    if (type !== undefined && outward.includes(type)) {
        const remote = clusterSections.includes(service);
        const problem = remote ? clusterPortsProblem(type, values.annotations, node) : undefined;
        if (problem !== undefined || !remote) {
            violations.push({
                urn,
                message: `${name}: ${path}.type is ${defaulted ? `not set, and the chart's default is ${type}` : type}; set it to ClusterIP, or ${path}.enabled to false${because(problem)}`,
            });
        }
    }
    const annotations = at(values, "ingress", "annotations");
    if (at(values, "ingress", "enabled") === true && !isGuarded(annotations, [], namespace, plugins, config)) {
        violations.push({
            urn,
            message: `${name}: ${path}.ingress.enabled publishes it without authentication; set it to false, or name an authentication plugin in ${path}.ingress.annotations["konghq.com/plugins"]`,
        });
    }
    return violations;
}

/** Ports of the chart's other Services: portal, portal API, cluster and telemetry. */
const others = ["portal", "portalapi", "cluster", "clustertelemetry"] as const;

/** What data planes on other clusters need. */
const clusterSections: readonly string[] = ["cluster", "clustertelemetry"];

const because = (problem: string | undefined): string => (problem === undefined ? "" : `: ${problem}`);

/**
 * A Service object that selects Kong's pods.
 * @param node the one that it selects, if it is in this stack
 */
function ownService({ urn, name, inputs }: Seen, node: KongNode | undefined, { exposed }: Config): Violation[] {
    const type = textAt(inputs, "spec", "type");
    if (
        type === undefined ||
        !outward.includes(type) ||
        !(selectsKong(inputs) || /-(kong|gateway)-(admin|manager)$/.test(textAt(inputs, "metadata", "name") ?? ""))
    ) {
        return [];
    }
    const ports = listAt(inputs, "spec", "ports").map(({ port, targetPort }) => targetPort ?? port);
    const problem = clusterPortsProblem(type, at(inputs, "metadata", "annotations"), node);
    return ports.flatMap((port) => {
        const section = isAdminPort(port) ? "admin" : sectionOf(port);
        const remote = section !== undefined && clusterSections.includes(section);
        return section === undefined || exposed.includes(section) || (remote && problem === undefined)
            ? []
            : [
                  {
                      urn,
                      message: `${name}: spec.type is ${type}, and port ${String(port)} of Kong must not be reachable from outside; set it to ClusterIP, or leave the port out${because(remote ? problem : undefined)}`,
                  },
              ];
    });
}

function sectionOf(port: unknown): string | undefined {
    return (
        others.find((section) => kongPorts(section).includes(Number(port))) ??
        others.find((section) => [section, `${section}-tls`].includes(String(port)))
    );
}

function ownRoute({ urn, name, by, place }: OpenWay): Violation {
    const kind = "kind" in by ? by.kind : "";
    const fix = streams.includes(kind)
        ? `a ${kind} cannot ask for credentials; remove it`
        : 'name an authentication plugin in the annotation "konghq.com/plugins", or remove it';
    return {
        urn,
        message: `${name}: the ${kind} leads to ${place}, which is Kong's Admin API or Manager, without authentication; ${fix}`,
    };
}

function deckService({ urn, name, by, place }: OpenWay, { authenticationPlugins: known }: Config): Violation {
    const service = "deckService" in by ? by.deckService : "";
    return {
        urn,
        message: `${name}: the service ${service} leads to ${place}, which is Kong's Admin API or Manager, without authentication; give it an authentication plugin (${known.slice(0, 3).join(", ")}, ...), or remove it`,
    };
}

/** Judged by the Service's name, or a node's own port; port 8001 of another host may be anything. */
function leadsToAdmin(host: string, port: number | undefined, isAdmin: IsAdmin): boolean {
    const own = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0)$/.test(host);
    return own ? isAdminPort(port) : isAdmin(host.split(".")[0], undefined);
}
