import { namedService, serviceHost } from "../../model/services";
import { topologyKeys } from "../schema/kong";
import type { Problem } from "../problems";
import type { PlainSettings } from "../schema";
import { isValues } from "../../model/values";

type Kong = PlainSettings["kong"];
type Gateway = PlainSettings["gateway"];
type Service = Gateway["services"][number];
type Route = Service["routes"][number];

const page = "see docs/topologies.md";

const together = `nothing that runs the ingress controller in topology hybrid: Kong advises against combining them. Use hybrid, configured by decK, or topology ingress-controller, without a database (${page})`;

/**
 * Says that an unknown key under `kong` belongs to another topology; the schema library only knows the remaining member
 * of the union.
 */
export function otherTopology(problem: Problem, project: string, kong: unknown): Problem {
    const unknown =
        problem.message.startsWith("unknown key") && problem.key.startsWith(`${project}:kong.`)
            ? problem.key.slice(`${project}:kong.`.length)
            : undefined;
    const mine = (kong as { topology?: unknown }).topology;
    if (unknown === "ingressController" && mine === "hybrid") {
        return { ...problem, message: `unknown key; allowed: ${together}` };
    }
    const [theirs] =
        Object.entries(topologyKeys).find(
            ([topology, keys]) => topology !== mine && unknown !== undefined && keys.includes(unknown),
        ) ?? [];
    return theirs === undefined
        ? problem
        : {
              ...problem,
              message: `got a setting of topology ${theirs}; allowed: settings of topology ${String(mine)}, which this stack has (${page})`,
          };
}

/** An ingress controller in hybrid mode, enabled by the chart's own values. */
export function controllerInOverrides(
    kong: Kong,
    overrides: PlainSettings["chartOverrides"],
    project: string,
): (Problem | false)[] {
    if (!("dataPlanes" in kong)) {
        return [];
    }
    const own = kong.dataPlanes.map((plane, index) => ({
        key: `kong.dataPlanes[${index}].chartOverrides`,
        values: plane.chartOverrides,
    }));
    return [{ key: "chartOverrides.kong", values: overrides.kong }, ...own].map(({ key, values }) => {
        const controller = values?.ingressController;
        return (
            isValues(controller) &&
            controller.enabled === true && {
                key: `${project}:${key}.ingressController.enabled`,
                message: `got true; allowed: ${together}`,
            }
        );
    });
}

/** What decK supports and the ingress controller's kinds do not. The renderer refuses the same. */
export function inexpressible({ services, plugins, selectTag }: Gateway, project: string): (Problem | false)[] {
    const key = `${project}:gateway`;
    return [
        selectTag !== "kong-observability" &&
            refused(
                `${key}.selectTag`,
                selectTag,
                "nothing but the default with topology ingress-controller: the tag is decK's, and the controller owns the whole configuration",
            ),
        ...pluginProblems(plugins, `${key}.plugins`),
        ...services.flatMap((service, index) => serviceProblems(service, `${key}.services[${index}]`)),
        ...sharedServices(services, key),
    ];
}

function serviceProblems({ name, url, routes, plugins }: Service, key: string): (Problem | false)[] {
    const { protocol, hostname: host, username, password, search, hash } = new URL(url);
    return [
        !label.test(name) && refused(`${key}.name`, name, objectName),
        !["http:", "https:"].includes(protocol)
            ? refused(
                  `${key}.url`,
                  url,
                  "http and https with topology ingress-controller: an HTTPRoute supports nothing else",
              )
            : (!hostname.test(host) || `${username}${password}${search}${hash}` !== "") &&
              refused(
                  `${key}.url`,
                  url,
                  "only scheme, host name, port and path with topology ingress-controller: it becomes a Kubernetes Service",
              ),
        ...pluginProblems(plugins, `${key}.plugins`),
        ...routes.flatMap((route, index) => routeProblems(route, `${key}.routes[${index}]`)),
    ];
}

function routeProblems(
    { name, paths = ["/"], hosts = [], methods = [], protocols = [], plugins }: Route,
    key: string,
): (Problem | false)[] {
    const matches = paths.length * Math.max(methods.length, 1);
    return [
        !label.test(name) && refused(`${key}.name`, name, objectName),
        ...protocols.map(
            (protocol, index) =>
                protocol.startsWith("grpc") &&
                refused(
                    `${key}.protocols[${index}]`,
                    protocol,
                    "http and https with topology ingress-controller: an HTTPRoute does not support gRPC",
                ),
        ),
        ...hosts.map(
            (host, index) =>
                !hostname.test(host) &&
                refused(
                    `${key}.hosts[${index}]`,
                    host,
                    "with topology ingress-controller a host name in lower case, without a port, and with no wildcard but a leading *.",
                ),
        ),
        hosts.length > 16 &&
            refused(
                `${key}.hosts`,
                `${hosts.length} host names`,
                "16 with topology ingress-controller, the limit of an HTTPRoute: split it into two routes",
            ),
        ...methods.map(
            (method, index) =>
                !httpMethods.includes(method) &&
                refused(
                    `${key}.methods[${index}]`,
                    method,
                    `${httpMethods.join(", ")} with topology ingress-controller`,
                ),
        ),
        matches > 64 &&
            refused(
                key,
                `${matches} matches (paths times methods)`,
                "64 with topology ingress-controller, the limit of an HTTPRoute's rule: split it into two routes",
            ),
        ...paths.map(
            (path, index) =>
                !isPath(path) &&
                refused(
                    `${key}.paths[${index}]`,
                    path,
                    "with topology ingress-controller a path of at most 1024 characters that a URL may have, without $ ( ) * + (which the controller would treat as a regular expression) and without //, . or .. as parts, or a regular expression (~/…)",
                ),
        ),
        ...pluginProblems(plugins, `${key}.plugins`),
    ];
}

function pluginProblems(plugins: { name: string }[], key: string): (Problem | false)[] {
    return plugins.map(
        ({ name }, index) =>
            !label.test(name.replaceAll("_", "-")) && refused(`${key}[${index}].name`, name, objectName),
    );
}

/** Plugins, path and protocol belong to the Kubernetes Service. */
function sharedServices(services: Service[], key: string): (Problem | false)[] {
    const targets = services.map(({ url }) => {
        const named = namedService(new URL(url).hostname);
        return named && serviceHost(named);
    });
    return targets.map(
        (target, index) =>
            target !== undefined &&
            targets.indexOf(target) < index &&
            refused(
                `${key}.services[${index}].url`,
                services[index]?.url ?? "",
                "each Kubernetes Service once with topology ingress-controller, since plugins, path and protocol belong to it: give the one service more routes, or make a second Kubernetes Service",
            ),
    );
}

function refused(key: string, got: string, allowed: string): Problem {
    return { key, message: `got ${JSON.stringify(got)}; allowed: ${allowed} (${page})` };
}

const objectName =
    "with topology ingress-controller the name of a Kubernetes object: up to 63 lower-case letters, digits and dashes, starting with a letter";
const label = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const hostname = /^(?=.{1,253}$)(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const httpMethods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

function isPath(path: string): boolean {
    const plain =
        /^\/(?:[-A-Za-z0-9/._~!&',;=:@]|%[0-9a-fA-F]{2})*$/.test(path) && !/\/\/|\/\.{1,2}(\/|$)|%2f/i.test(path);
    return path.length <= 1024 && (path.startsWith("~") || plain);
}
