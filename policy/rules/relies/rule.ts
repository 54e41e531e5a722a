import { holdingInWords } from "../../../model/relies";
import { reliances } from "../../library/reliances";
import { rule } from "../../library/rule";

/** What one component needs of another's chart still exists after overrides. */
export const relies = rule({
    name: "relies",
    description:
        "The chart values that components rely on still hold after overrides; components declare them with the reason, and " +
        "`npm run plan -- STACK --relies` lists them.",
    severity: "high",
    remediationSteps:
        "Remove the override from chartOverrides, or set the value that the message names. Helm replaces lists: a list of " +
        "your own also needs the generated entries.",
    enforcementLevel: "mandatory",
    config: {},
    check(system) {
        return reliances(system)
            .filter(({ holds, heldBy }) => holds === false && heldBy === undefined)
            .map(({ who, install: { urn, name }, path, must, got, why }) => ({
                urn,
                message:
                    `${name}: ${path} is ${got === undefined ? "not set" : JSON.stringify(got)}, but must ` +
                    `${holdingInWords(must)}, since ${who} relies on it: ${why}`,
            }));
    },
});
