import type { Service } from "../../../model/gateway";

/** A request that is sent again and again: a path, and the host by which its route is found. */
export interface ProbeTarget {
    path: string;
    host?: string;
}

/**
 * One request for each route that a GET finds without guessing: no regular expression, no host with a wildcard, no
 * route for other methods, which would change something, and none for gRPC alone.
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
