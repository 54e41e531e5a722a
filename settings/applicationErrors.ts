import type { PlainSettings } from "./schema";

type ApplicationErrors = PlainSettings["alerts"]["applicationErrors"];

/** A cluster's own components, which log errors all day. */
const noApplications = ["kube-*", "*-system"];

/**
 * With the namespaces in which there are no applications, unless others are named.
 *
 * @param gateways of other stacks
 */
export function withNamespaces(
    errors: ApplicationErrors,
    own: PlainSettings["namespaces"],
    gateways: readonly { namespace: string }[] = [],
): ApplicationErrors & { namespaces: { exclude: string[] } } {
    const exclude = errors.namespaces.exclude ?? [
        ...noApplications,
        own.observability,
        own.gateway,
        ...gateways.map(({ namespace }) => namespace),
    ];
    return { ...errors, namespaces: { ...errors.namespaces, exclude } };
}
