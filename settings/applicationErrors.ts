import type { PlainSettings } from "./schema";

type ApplicationErrors = PlainSettings["alerts"]["applicationErrors"];

/** A cluster's own components, which log errors all day. */
const noApplications = ["kube-*", "*-system"];

/** With the namespaces in which there are no applications, unless others are named. */
export function withNamespaces(
    errors: ApplicationErrors,
    own: PlainSettings["namespaces"],
): ApplicationErrors & { namespaces: { exclude: string[] } } {
    const exclude = errors.namespaces.exclude ?? [...noApplications, own.observability, own.gateway];
    return { ...errors, namespaces: { ...errors.namespaces, exclude } };
}
