/**
 * A Service that a component declares: the only source of every URL that passes between components. Policies resolve
 * URLs against it, and `npm run render` checks it against the rendered chart.
 */
export interface Served {
    service: string;
    namespace: string;
    /** Port numbers of the Service (not of the container) by purpose. */
    ports: Record<string, number>;
}

/**
 * The in-cluster host name of a Service. It ends in `.svc`, which every pod's search path completes, so that it also
 * works on clusters whose domain is not `cluster.local`.
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

/** The parts of `[scheme://][user[:password]@]host[:port][/path]`. */
export interface AddressParts {
    scheme: string | undefined;
    host: string;
    port: number | undefined;
}

/** @returns undefined if the text is not an address */
export function addressParts(text: string): AddressParts | undefined {
    const [, scheme, host, port] =
        /^(?:([a-z][\w+.-]*):\/\/)?(?:[^/?#]*@)?([^/:?#\s]+)(?::(\d+))?(?:[/?#].*)?$/i.exec(text) ?? [];
    return host === undefined ? undefined : { scheme, host, port: port === undefined ? undefined : Number(port) };
}

/** The port of an address, or its scheme's default. */
export function portOf({ scheme, port }: Pick<AddressParts, "scheme" | "port">): number | undefined {
    return port ?? (scheme === "https" ? 443 : scheme === "http" ? 80 : undefined);
}

/** A Service as its host names it. */
export interface NamedService {
    service: string;
    namespace: string;
}

const label = "[a-z0-9-]{1,63}";

/** The Service that `service.namespace.svc` names, also with `cluster.local` appended; undefined for other hosts. */
export function namedService(host: string): NamedService | undefined {
    const [, service, namespace] =
        /^([a-z][-a-z0-9]*)\.([a-z0-9][-a-z0-9]*)\.svc(?:\.cluster\.local)?$/.exec(host) ?? [];
    return service === undefined || namespace === undefined ? undefined : { service, namespace };
}

/** An address of a Service found in a text. */
export interface FoundAddress extends NamedService {
    /** As written, with scheme and path. */
    address: string;
    port: number | undefined;
}

/**
 * A name starts after a character that is not a letter, and ends as in DNS. Otherwise every letter of a long text would
 * be tried as the start of a name.
 */
const inTexts = new RegExp(
    String.raw`(?:[a-z]{1,20}:\/\/)?(?<![a-z0-9-])(${label})\.(${label})\.svc(?:\.cluster\.local)?(?::(\d+))?(?:\/[\w./-]*)?`,
    "g",
);

/** Every address of a Service in a text, at any position. */
export function addressesIn(text: string): FoundAddress[] {
    return [...text.matchAll(inTexts)].map(([address, service = "", namespace = "", port]) => ({
        address,
        service,
        namespace,
        port: port === undefined ? undefined : Number(port),
    }));
}
