import { addressesIn, type NamedService, serviceHost } from "../../../model/services";
import { textsOf } from "../installs/installed";
import { isComponent, type Seen, textAt } from "../resource";
import { once, System } from "../system";
import { backends } from "./backends";
import { knownServices, type KnownService, served } from "./services";

/** An address that one component received of another. */
export interface Wire extends NamedService {
    /** Name of the calling component. */
    from: string;
    /** Name of the component that serves; undefined if none does although the namespace belongs to this stack. */
    to: string | undefined;
    /** As in the inputs. */
    address: string;
    port: number | undefined;
    /** The resource and the input that contain it. */
    at: { urn: string; path: string };
}

const releaseType = "kong-observability:release:ChartRelease";
/** A stack whose layers this one uses, with the Services that it hands on the addresses of. */
export const otherStackType = "kong-observability:stack:OtherStack";
const ingressType = "kubernetes:networking.k8s.io/v1:Ingress";

/** Stands for a Service outside this stack, such as an upstream of the gateway. */
export const outside = "(outside)";

/** How the plan shows the end of a wire to an address that no component serves. */
export const unserved = "not served";

/** A resource in the plan's form, in which a parent may be null. */
type Resource = Omit<Seen, "parent"> & { parent: string | null | undefined };

/** Which component calls which, found in the resources' inputs rather than declared by the program. */
export function wiring<R extends Resource>(resources: readonly R[]): Wire[] {
    return wires(new System(resources.map((resource) => ({ ...resource, parent: resource.parent ?? undefined }))));
}

const wires = once((system): Wire[] => {
    const services = new Map<string, KnownService[]>();
    for (const known of knownServices(system)) {
        const host = serviceHost(known);
        services.set(host, [...(services.get(host) ?? []), known]);
    }
    const namespaces = wholeNamespaces(system);
    const found = system.resources
        .filter(({ type }) => !isComponent(type))
        .flatMap((resource) =>
            [...connected(resource), ...ingressAddresses(resource)].flatMap(({ path, text }) =>
                addressesIn(text).map((address): Wire => {
                    const target = services
                        .get(serviceHost(address))
                        ?.find(
                            ({ ports }) => address.port === undefined || Object.values(ports).includes(address.port),
                        );
                    const to =
                        roomOf(system, system.find(target?.by.urn))?.name ??
                        (namespaces.has(address.namespace) ? undefined : outside);
                    const from = roomOf(system, resource)?.name ?? resource.urn;
                    return { from, to, ...address, at: { urn: resource.urn, path } };
                }),
            ),
        );
    return found.filter(({ from, to }) => from !== to);
});

/** Texts that may name what is connected to. The name in a certificate may be that of a Service in another cluster. */
function connected(resource: Seen): { path: string; text: string }[] {
    return textsOf(resource).filter(({ path }) => !/(server_name_override|serverName|server_name)$/.test(path));
}

/** Namespaces of which every Service is in this stack. Another stack hands on only some of its addresses. */
function wholeNamespaces(system: System): Set<string> {
    const isOthers = ({ by }: KnownService): boolean => system.find(by.urn)?.type === otherStackType;
    const others = new Set(
        served(system)
            .filter(isOthers)
            .map(({ namespace }) => namespace),
    );
    const all = served(system).map(({ namespace }) => namespace);
    return new Set(all.filter((namespace) => !others.has(namespace)));
}

/** The addresses of an Ingress, which names Services of its own namespace. */
export function ingressAddresses({ type, inputs }: Pick<Seen, "type" | "inputs">): { path: string; text: string }[] {
    const namespace = textAt(inputs, "metadata", "namespace");
    return type !== ingressType || namespace === undefined
        ? []
        : backends(inputs.spec).flatMap(({ service, port, path }) =>
              service === undefined
                  ? []
                  : [
                        {
                            path,
                            text: `${serviceHost({ service, namespace })}${typeof port === "number" ? `:${port}` : ""}`,
                        },
                    ],
          );
}

/** The component that a resource belongs to; a release belongs to the component that created it. */
function roomOf(system: System, resource: Seen | undefined): Seen | undefined {
    let room = resource;
    while (room !== undefined) {
        const parent = system.find(room.parent);
        if (
            isComponent(room.type) &&
            !(room.type === releaseType && parent !== undefined && isComponent(parent.type))
        ) {
            return room;
        }
        room = parent;
    }
    return undefined;
}
