import { type JudgedLiteral, judgedLiterals } from "../../model/secrets/mask";
import type { Seen } from "./resource";
import { once } from "./system";

/** The literals of each resource. Rules judge them; no message may quote the secrets among them. */
export const literalsOf = once(
    ({ resources }): Map<Seen, JudgedLiteral[]> =>
        new Map(resources.map((resource) => [resource, judgedLiterals(resource.inputs)])),
);
