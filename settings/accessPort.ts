import type { PlainSettings } from "./schema";

/** Of HTTPS. */
const standard = 443;

/**
 * The port at which browsers reach the pages of `access`: the one that is set, or that of Kong's proxies where nothing
 * but node ports leads to them.
 *
 * @returns undefined where the proxies' node ports are not known, or differ
 */
export function accessPort({ access: { through }, kong }: Pick<PlainSettings, "access" | "kong">): number | undefined {
    const proxies = kong.topology === "hybrid" ? kong.dataPlanes.map(({ proxy }) => proxy) : [kong.gateways.proxy];
    const outside = proxies.filter(({ type }) => type !== "ClusterIP");
    const ports = new Set(outside.map((proxy) => (proxy.type === "NodePort" ? proxy.httpsNodePort : standard)));
    if (through.port !== undefined || through.kind !== "kong" || ports.size === 0) {
        return through.port ?? standard;
    }
    const [only] = ports;
    return ports.has(standard) ? standard : ports.size === 1 ? only : undefined;
}
