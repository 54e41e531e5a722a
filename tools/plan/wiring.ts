import type { Served } from "../../model/services";
import type { PlannedResource } from "./recorder";
import { isObject, textsIn } from "./values";

/** One address that a component was given of another. */
export interface Wire {
    /** Name of the component that calls. */
    from: string;
    /** Name of the component that serves; undefined where none does though the namespace is one of this stack's. */
    to: string | undefined;
    /** As it stands in the inputs. */
    address: string;
    /** The resource and the input that hold it. */
    at: { urn: string; path: string };
}

/**
 * `[scheme://]service.namespace.svc[.cluster.local][:port][/path]`, wherever it stands in a text. A name begins where
 * no other letter stands before it and ends as DNS has it: else every letter of a long text would be tried as the first
 * one of a name.
 */
const address =
    /(?:[a-z]{1,20}:\/\/)?(?<![a-z0-9-])([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc(?:\.cluster\.local)?(?::(\d+))?(?:\/[\w./-]*)?/g;

const releaseType = "kong-observability:release:ChartRelease";

/** Stands for a Service that is not this stack's, such as an upstream of the gateway. */
export const outside = "(outside)";

/** Who is wired to whom: found in the inputs themselves, not taken from the program's word. */
export function wiring(resources: PlannedResource[]): Wire[] {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const served = resources.flatMap((component) =>
        servesOf(component).map((serves) => ({ serves, component: roomOf(component, byUrn) })),
    );

    const namespaces = new Set(served.map(({ serves }) => serves.namespace));

    const wires = resources
        .filter(({ type }) => !isComponent(type))
        .flatMap(({ urn, type, inputs }) =>
            [...textsIn(inputs), ...backendsOf(type, inputs)].flatMap(({ path, text }) =>
                [...text.matchAll(address)].map(([found, service, namespace, port]): Wire => {
                    const target = served.find(
                        ({ serves }) =>
                            serves.service === service &&
                            serves.namespace === namespace &&
                            (port === undefined || Object.values(serves.ports).includes(Number(port))),
                    );
                    const to = target?.component?.name ?? (namespaces.has(namespace ?? "") ? undefined : outside);
                    return { from: roomOf(byUrn.get(urn)!, byUrn)?.name ?? urn, to, address: found, at: { urn, path } };
                }),
            ),
        );
    return wires.filter(({ from, to }) => from !== to);
}

/** The addresses of an Ingress, which names Services of its own namespace. */
export function backendsOf(
    type: string,
    { metadata, spec }: Record<string, unknown>,
): { path: string; text: string }[] {
    const find = (value: unknown, path: string): { path: string; text: string }[] => {
        if (Array.isArray(value)) {
            return value.flatMap((item, index) => find(item, `${path}[${index}]`));
        }
        if (!isObject(value)) {
            return [];
        }
        const { name, port } = isObject(value.service) ? value.service : {};
        const own =
            typeof name === "string" && isObject(port) && isObject(metadata)
                ? [
                      {
                          path: `${path}.service`,
                          text: `${name}.${String(metadata.namespace)}.svc:${String(port.number)}`,
                      },
                  ]
                : [];
        return [...own, ...Object.entries(value).flatMap(([key, item]) => find(item, `${path}.${key}`))];
    };
    return type === "kubernetes:networking.k8s.io/v1:Ingress" ? find(spec, "spec") : [];
}

/** What a component says it serves. */
export function servesOf({ type, inputs }: PlannedResource): Served[] {
    return isComponent(type) && Array.isArray(inputs.serves) ? (inputs.serves as Served[]) : [];
}

export function isComponent(type: string): boolean {
    return type.startsWith("kong-observability:");
}

/** The component that a resource belongs to; a release belongs to the component that asked for it. */
function roomOf(resource: PlannedResource, byUrn: Map<string, PlannedResource>): PlannedResource | undefined {
    let at: PlannedResource | undefined = resource;
    while (
        at !== undefined &&
        (!isComponent(at.type) ||
            (at.type === releaseType &&
                isObject(byUrn.get(at.parent ?? "")?.inputs) &&
                isComponent(byUrn.get(at.parent ?? "")!.type)))
    ) {
        at = byUrn.get(at.parent ?? "");
    }
    return at;
}
