import type { Service } from "../../../model/gateway";

/** A request that is repeated: a path, and the host that selects its route. */
export interface ProbeTarget {
    path: string;
    host?: string;
}

/**
 * One request for each route that a GET reaches without guessing: no regular expressions, no wildcard hosts, no routes
 * for other methods, which would change something, and no gRPC-only routes.
 */
export function probeTargets(services: readonly Service[]): ProbeTarget[] {
    return services.flatMap(({ routes }) =>
        routes.flatMap(({ paths = ["/"], hosts = [], methods = ["GET"], protocols = ["http"] }) => {
            const path = paths.find((candidate) => candidate.startsWith("/"));
            const [host] = hosts.filter((candidate) => !candidate.includes("*"));
            const found = methods.includes("GET") && protocols.some((protocol) => protocol.startsWith("http"));
            return path === undefined || !found || (hosts.length > 0 && host === undefined)
                ? []
                : [{ path, ...(host !== undefined && { host }) }];
        }),
    );
}
