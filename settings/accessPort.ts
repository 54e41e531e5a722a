import { gatewaysOf } from "./gateways";
import type { PlainSettings } from "./schema";

/** HTTPS' default. */
const standard = 443;

/**
 * The port at which browsers reach the pages of `access`: the configured one, or that of Kong's proxies if they are
 * reachable only by node ports.
 *
 * @returns undefined if the proxies' node ports are unknown, or differ
 */
export function accessPort({ access: { through }, kong }: Pick<PlainSettings, "access" | "kong">): number | undefined {
    const proxies = gatewaysOf(kong).map(({ gateway }) => gateway.proxy);
    const outside = proxies.filter(({ type }) => type !== "ClusterIP");
    const ports = new Set(outside.map((proxy) => (proxy.type === "NodePort" ? proxy.httpsNodePort : standard)));
    if (through.port !== undefined || through.kind !== "kong" || ports.size === 0) {
        return through.port ?? standard;
    }
    const [only] = ports;
    return ports.has(standard) ? standard : ports.size === 1 ? only : undefined;
}
