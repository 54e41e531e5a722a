import { type JudgedLiteral, judgedLiterals } from "../../model/secrets/mask";
import { applicationsOf } from "./installs/applicationSet";
import { sourcesOf } from "./installs/application";
import { installedBy } from "./installs/installed";
import { listAt, type Seen } from "./resource";
import { once } from "./system";

/** The literals of each resource. Rules judge them; no message may quote the secrets among them. */
export const literalsOf = once(
    ({ resources }): Map<Seen, JudgedLiteral[]> =>
        new Map(resources.map((resource) => [resource, judgedLiterals(resource.inputs)])),
);

/**
 * The literals in what an ApplicationSet's templates become, and in what an Application's values become once its
 * parameters are applied. A name and its value, or a list, may come together only there.
 */
export function effectiveLiterals(resource: Pick<Seen, "urn" | "type" | "name" | "inputs">): EffectiveLiteral[] {
    const all = applicationsOf(resource);
    const made = all.filter(({ inputs }) => inputs !== resource.inputs);
    const isSet = all.flatMap(sourcesOf).some(({ helm }) => listAt(helm, "parameters").length > 0);
    // What is written is judged as it is.
    if (made.length === 0 && !isSet) {
        return [];
    }
    return [
        ...made.map(({ name, inputs }) => ({ name, content: inputs })),
        ...installedBy(resource).charts.map(({ name, values }) => ({ name, content: { values } })),
    ].flatMap(({ name, content }) => judgedLiterals(content).map((judged) => ({ name, ...judged })));
}

export interface EffectiveLiteral extends JudgedLiteral {
    /** Of the chart. */
    name: string;
}
