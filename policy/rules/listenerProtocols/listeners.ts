import type { KongNode } from "../../library/kong";
import { at, isValues, textAt, unknown } from "../../library/resource";

/** One of Kong's servers that would speak HTTP/2, and the value that makes it. */
export interface Http2Server {
    server: keyof typeof servers;
    /** Of the chart, below the node's own values. */
    key: string;
    /** What stands there; undefined where the chart's default does it. */
    value: string | undefined;
}

/**
 * By the chart's key, with Kong's own name of its listeners; roles as in kong/templates/nginx_kong.lua at tag 3.9.3.
 */
const servers = {
    proxy: { listen: "proxy_listen", enabled: true, roles: ["data_plane", "traditional", "ingress"], tlsHttp2: true },
    admin: {
        listen: "admin_listen",
        enabled: false,
        roles: ["control_plane", "traditional", "ingress"],
        tlsHttp2: true,
    },
    manager: {
        listen: "admin_gui_listen",
        enabled: true,
        roles: ["control_plane", "traditional", "ingress"],
        tlsHttp2: true,
    },
    portal: {
        listen: "portal_gui_listen",
        enabled: false,
        roles: ["control_plane", "traditional", "ingress"],
        tlsHttp2: true,
    },
    portalapi: {
        listen: "portal_api_listen",
        enabled: false,
        roles: ["control_plane", "traditional", "ingress"],
        tlsHttp2: true,
    },
    status: {
        listen: "status_listen",
        enabled: true,
        roles: ["control_plane", "data_plane", "traditional", "ingress"],
        tlsHttp2: false,
    },
} as const;

type Server = keyof typeof servers;

/** The servers of a node that speak HTTP/2. Named at one listener of a server, it is on at all of them. */
export function http2Servers(node: KongNode): Http2Server[] {
    return (Object.keys(servers) as Server[])
        .filter((server) => runs(node, server))
        .flatMap((server) => http2Of(node, server));
}

function runs({ role, values }: KongNode, server: Server): boolean {
    const roles: readonly string[] = servers[server].roles;
    return roles.includes(role) && at(values, "deployment", "kong", "enabled") !== false;
}

function http2Of({ role, env, values }: KongNode, server: Server): Http2Server[] {
    const { listen, tlsHttp2 } = servers[server];
    const directives = [`nginx_${server}_http2`, "nginx_http_http2"].filter(
        (key) => env[key] === "on" || env[key] === true,
    );
    const injected = directives.map((key) => ({ server, key: `env.${key}`, value: "on" }));
    // What stands in the environment goes over what the chart makes of its own values.
    if (env[listen] !== undefined && env[listen] !== null) {
        const text = textAt(env, listen) ?? "";
        return [...(/\bhttp2\b/.test(text) ? [{ server, key: `env.${listen}`, value: text }] : []), ...injected];
    }
    // The chart `ingress` turns its gateways' Admin API on.
    const preset = servers[server].enabled || (server === "admin" && role === "ingress");
    if ((at(values, server, "enabled") ?? preset) !== true) {
        return injected;
    }
    const named = (["http", "tls"] as const).flatMap((listener): Http2Server[] => {
        const key = `${server}.${listener}.parameters`;
        const parameters = at(values, server, listener, "parameters");
        if (at(values, server, listener, "enabled") === false || parameters === unknown) {
            return [];
        }
        if (parameters === undefined) {
            return listener === "tls" && tlsHttp2 ? [{ server, key, value: undefined }] : [];
        }
        return Array.isArray(parameters) && parameters.some((parameter) => /\bhttp2\b/.test(String(parameter)))
            ? [{ server, key, value: JSON.stringify(parameters) }]
            : [];
    });
    return [...named, ...injected];
}

const alpn = "service.beta.kubernetes.io/aws-load-balancer-alpn-policy";

/** Whether a load balancer that ends TLS hands HTTP/2 on to Kong's plain listener, and by which value. */
export function alpnHttp2({ values }: KongNode): { key: string; value: string } | undefined {
    const annotations = at(values, "proxy", "annotations");
    const value = isValues(annotations) ? textAt(annotations, alpn) : undefined;
    return value?.startsWith("HTTP2") ? { key: `proxy.annotations["${alpn}"]`, value } : undefined;
}
