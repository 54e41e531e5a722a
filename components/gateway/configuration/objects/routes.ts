import type { Route } from "../../../../model/gateway";
import { demand, gatewayApi, hostname, type KubernetesPlace, label, type Manifest } from "./manifest";
import { annotation, pluginsOf } from "./plugins";

/** The Kubernetes Service of an upstream: an existing one, or an ExternalName for a host outside the cluster. */
export interface Upstream {
    name: string;
    namespace: string;
    port: number;
    /** Undefined for an existing Service. */
    externalName?: string;
}

/** A route with its plugins, which must exist before it. */
export interface RenderedRoute {
    plugins: Manifest[];
    route: Manifest;
}

export function renderRoute(
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
): RenderedRoute {
    demand(label.test(name), `route ${name}: the name is no name of a Kubernetes object`);
    demand(
        protocols.every((protocol) => !protocol.startsWith("grpc")),
        `route ${name}: an HTTPRoute does not support gRPC`,
    );
    demand(
        hosts === undefined || (hosts.length <= 16 && hosts.every((host) => hostname.test(host))),
        `route ${name}: an HTTPRoute takes up to 16 host names, each in lower case, without a port, and with no wildcard but a leading *.`,
    );
    const own = pluginsOf(plugins, `route.${name}`, upstream.namespace);
    const annotations = {
        "konghq.com/strip-path": String(stripPath),
        "konghq.com/preserve-host": String(preserveHost),
        // The default is the listener's protocols.
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

/** One match for each combination of path and method: a request needs to meet only one of them. */
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

/** Refuses other characters: the controller puts the path into a regular expression without escaping it. */
const plainPath = /^\/(?:[-A-Za-z0-9/._~!&',;=:@]|%[0-9a-fA-F]{2})*$/;
