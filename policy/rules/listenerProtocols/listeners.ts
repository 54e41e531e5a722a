import type { KongSection } from "../../../charts/programs";
import type { KongNode } from "../../library/kong";
import { at, isValues, textAt, unknown } from "../../library/resource";

/** One of Kong's servers that would accept HTTP/2, and the value that enables it. */
export interface Http2Server {
    server: keyof typeof servers;
    /** Path of the value in the node's own values. */
    key: string;
    /** The value; undefined if the chart's default enables it. */
    value: string | undefined;
}

const managing = ["control_plane", "traditional", "ingress"];
/**
 * Kong's names of its listeners, by the chart's section, and the roles that have them: kong/templates/nginx_kong.lua at
 * tag 3.9.3. Only an old enterprise edition has the portals, so the chart's default for them is ignored.
 */
const servers = {
    proxy: { listen: "proxy_listen", roles: ["data_plane", "traditional", "ingress"], byDefault: true },
    admin: { listen: "admin_listen", roles: managing, byDefault: true },
    manager: { listen: "admin_gui_listen", roles: managing, byDefault: true },
    portal: { listen: "portal_gui_listen", roles: managing, byDefault: false },
    portalapi: { listen: "portal_api_listen", roles: managing, byDefault: false },
    status: { listen: "status_listen", roles: ["data_plane", ...managing], byDefault: true },
} satisfies Partial<Record<KongSection, { listen: string; roles: string[]; byDefault: boolean }>>;

type Server = keyof typeof servers;

/** The servers of a node that accept HTTP/2. Set on one listener of a server, it applies to all. */
export function http2Servers(node: KongNode): Http2Server[] {
    return (Object.keys(servers) as Server[])
        .filter((server) => runs(node, server))
        .flatMap((server) => http2Of(node, server));
}

function runs({ role, values }: KongNode, server: Server): boolean {
    return servers[server].roles.includes(role) && at(values, "deployment", "kong", "enabled") !== false;
}

function http2Of({ fact, env, values }: KongNode, server: Server): Http2Server[] {
    const { listen, byDefault } = servers[server];
    const { enabled, tls } = fact.sections[server];
    const directives = [`nginx_${server}_http2`, "nginx_http_http2"].filter(
        (key) => env[key] === "on" || env[key] === true,
    );
    const injected = directives.map((key) => ({ server, key: `env.${key}`, value: "on" }));
    // The environment overrides what the chart derives from its own values.
    if (env[listen] !== undefined && env[listen] !== null) {
        const text = textAt(env, listen) ?? "";
        return [...(/\bhttp2\b/.test(text) ? [{ server, key: `env.${listen}`, value: text }] : []), ...injected];
    }
    if ((at(values, server, "enabled") ?? (enabled && byDefault)) !== true) {
        return injected;
    }
    const named = (["http", "tls"] as const).flatMap((listener): Http2Server[] => {
        const key = `${server}.${listener}.parameters`;
        const parameters = at(values, server, listener, "parameters");
        if (at(values, server, listener, "enabled") === false || parameters === unknown) {
            return [];
        }
        if (parameters === undefined) {
            return listener === "tls" && tls.http2 ? [{ server, key, value: undefined }] : [];
        }
        return Array.isArray(parameters) && parameters.some((parameter) => /\bhttp2\b/.test(String(parameter)))
            ? [{ server, key, value: JSON.stringify(parameters) }]
            : [];
    });
    return [...named, ...injected];
}

const alpn = "service.beta.kubernetes.io/aws-load-balancer-alpn-policy";

/** Whether a load balancer that terminates TLS forwards HTTP/2 to Kong's plain listener, and by which value. */
export function alpnHttp2({ values }: KongNode): { key: string; value: string } | undefined {
    const annotations = at(values, "proxy", "annotations");
    const value = isValues(annotations) ? textAt(annotations, alpn) : undefined;
    return value?.startsWith("HTTP2") ? { key: `proxy.annotations["${alpn}"]`, value } : undefined;
}
