import { literals } from "../../model/secrets/literals";
import { secretParts } from "../../model/secrets/meaning";
import type { PlannedResource } from "../plan/recorder";
import { withoutSecretContent } from "../plan/values";

/**
 * Helm writes values into manifests as they are, and so do the files here: unlike every screen they are not masked,
 * since what is applied must be what is seen. Who has secrets among the values is told, by key.
 *
 * @param declared texts that the stack file says are no secrets: they only may be some, by where they stand
 */
export function literalWarning(
    resources: readonly PlannedResource[],
    out: string,
    declared: ReadonlySet<string> = new Set(),
): string | undefined {
    const places = resources
        .filter(({ type }) => type.startsWith("kubernetes:"))
        .flatMap((resource) => {
            const found = literals(withoutSecretContent(resource)).filter((literal) =>
                secretParts(literal).some(({ certain }) => certain || !declared.has(String(literal.value))),
            );
            return found.map(({ path }) => `  ${resource.name}: ${path}`);
        });
    const warning = `Warning: the files in ${out} contain these secrets, or possible secrets; do not share them:`;
    return places.length === 0 ? undefined : [warning, ...new Set(places)].join("\n");
}
