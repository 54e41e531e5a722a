import { addressParts, type NamedService, portOf, type Served } from "../../../model/services";
import { type Collector, collectors, otlpIds, otlpPort } from "../collector";
import { isComponent, leaves, listAt, type Seen, textAt, unknown, type Values } from "../resource";
import { once } from "../system";

/** A known Service, and the resource that creates or declares it. */
export interface KnownService extends Served {
    by: Pick<Seen, "urn">;
}

/** The Services that a component declares. */
export function servesOf({ type, inputs }: Pick<Seen, "type" | "inputs">): Served[] {
    return isComponent(type) ? (listAt(inputs, "serves") as unknown as Served[]) : [];
}

/** Every Service that some component declares. */
export const served = once((system): KnownService[] =>
    system.resources.flatMap((resource) => servesOf(resource).map((serves) => ({ ...serves, by: resource }))),
);

export const serviceObjects = once((system): KnownService[] =>
    [...system.kubernetes("Service", "core/v1"), ...system.kubernetes("Service", "v1")].map((object) => ({
        service: textAt(object.inputs, "metadata", "name") ?? "",
        namespace: textAt(object.inputs, "metadata", "namespace") ?? "default",
        ports: Object.fromEntries(
            listAt(object.inputs, "spec", "ports").map(({ name, port }, index) => [
                typeof name === "string" ? name : String(index),
                Number(port),
            ]),
        ),
        by: object,
    })),
);

/**
 * All known Services: those that components declare, Service objects, and those that the operator creates for
 * collectors.
 */
export const knownServices = once((system): KnownService[] => [
    ...served(system),
    ...serviceObjects(system),
    ...collectors(system).flatMap(collectorServices),
]);

/** The operator gives them the receivers' ports. */
function collectorServices(collector: Collector): KnownService[] {
    const { service, namespace = "default", mode, receivers } = collector;
    const ports = receiverPorts(receivers);
    return mode === "sidecar"
        ? []
        : [service, `${service}-headless`].map((name) => ({ service: name, namespace, ports, by: collector }));
}

function receiverPorts(receivers: Values): Record<string, number> {
    const written = [...leaves(receivers)].flatMap(({ path, value }) => {
        const port = path.endsWith("endpoint") && typeof value === "string" ? /:(\d+)$/.exec(value)?.[1] : undefined;
        return port === undefined ? [] : [[path, Number(port)] as const];
    });
    const otlp = otlpIds(receivers).flatMap((id) =>
        (["grpc", "http"] as const).flatMap((protocol) => {
            const port = otlpPort(receivers[id], protocol);
            return port === undefined ? [] : [[`${id}.${protocol}`, port] as const];
        }),
    );
    return Object.fromEntries([...written, ...otlp]);
}

/** The Service and port that an address leads to. */
export interface ServiceAddress extends NamedService {
    /** Undefined if neither the address nor its scheme gives one. */
    port: number | undefined;
}

/**
 * The Service that an address (`http://tempo:3200`, `tempo.observability.svc:4317`) leads to.
 * @param from the namespace of a name without one
 * @returns undefined if it leads out of the cluster, or if that is unknown
 */
export function serviceAt(
    services: readonly NamedService[],
    address: unknown,
    from: string | undefined,
): ServiceAddress | undefined {
    const parts =
        typeof address === "string" && address !== unknown && !/[${}[\]@]/.test(address)
            ? addressParts(address)
            : undefined;
    if (parts === undefined || parts.host === "localhost" || /^[\d.]+$/.test(parts.host)) {
        return undefined;
    }
    const named = namedIn(services, parts.host, from);
    return named && { ...named, port: portOf(parts) };
}

/** The Service that a host names; without a namespace it is in the caller's. */
function namedIn(services: readonly NamedService[], host: string, from: string | undefined): NamedService | undefined {
    const [service = "", namespace = from, svc] = host.split(".");
    if (service === "" || namespace === undefined) {
        return undefined;
    }
    // `tempo.observability` could be a name on the Internet. It counts as a Service if either part is known.
    const isOurs = services.some((known) => known.namespace === namespace || known.service === service);
    // Any domain may follow `svc`: not every cluster uses `cluster.local`.
    return !host.includes(".") || svc === "svc" || (svc === undefined && isOurs) ? { service, namespace } : undefined;
}
