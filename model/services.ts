/**
 * A Service that a component says it provides: the one source of every URL that passes between components.
 * Policies resolve URLs against it and `npm run render` proves it against the rendered chart.
 */
export interface Served {
    service: string;
    namespace: string;
    /** Port numbers of the Service (not of the container) by what they are for. */
    ports: Record<string, number>;
}

/**
 * The in-cluster host name of a Service. It ends at `.svc`, which every pod's search path completes, so that
 * it also works on clusters whose domain is not `cluster.local`.
 */
export function serviceHost({ service, namespace }: Pick<Served, "service" | "namespace">): string {
    return `${service}.${namespace}.svc`;
}

/** `host:port`, for a gRPC endpoint or a TCP connection. */
export function serviceEndpoint<S extends Served>(served: S, port: keyof S["ports"] & string): string {
    const number = served.ports[port];
    if (number === undefined) {
        throw new Error(
            `Service ${served.service} serves no port "${port}", only ${Object.keys(served.ports).join(", ")}`,
        );
    }
    return `${serviceHost(served)}:${number}`;
}

/** `scheme://host:port`, without a trailing slash. */
export function serviceUrl<S extends Served>(
    served: S,
    port: keyof S["ports"] & string,
    scheme: "http" | "https" = "http",
): string {
    return `${scheme}://${serviceEndpoint(served, port)}`;
}
