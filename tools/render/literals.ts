import { literals } from "../../model/secrets/literals";
import { secretParts } from "../../model/secrets/meaning";
import type { PlannedResource } from "../plan/recorder";
import { withoutSecretContent } from "../plan/values";

/**
 * Helm writes values into manifests unchanged, and the files here are not masked as screens are, because what is
 * applied must be what is seen. So secrets among the values are reported, by key.
 *
 * @param declared texts that the stack file declares as not secret, although their place suggests it
 */
export function literalWarning(
    resources: readonly PlannedResource[],
    out: string,
    declared: ReadonlySet<string> = new Set(),
): string | undefined {
    const places = resources
        .filter(({ type }) => type.startsWith("kubernetes:"))
        .flatMap((resource) => literalsIn(resource, declared).map((path) => `  ${resource.name}: ${path}`));
    const warning = `Warning: the files in ${out} contain these secrets, or possible secrets; do not share them:`;
    return places.length === 0 ? undefined : [warning, ...new Set(places)].join("\n");
}

/** Paths of secrets, or possible secrets, among a resource's values. */
export function literalsIn(resource: PlannedResource, declared: ReadonlySet<string>): string[] {
    return literals(withoutSecretContent(resource))
        .filter((literal) =>
            secretParts(literal).some(({ certain }) => certain || !declared.has(String(literal.value))),
        )
        .map(({ path }) => path);
}
