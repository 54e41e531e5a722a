import { holdingInWords } from "../../../model/relies";
import { reliances } from "../../library/reliances";
import { rule } from "../../library/rule";

/** What one component needs of another's chart is still there after overrides. */
export const relies = rule({
    name: "relies",
    description:
        "What components rely on in the values of charts holds after overrides: each says it as data, with the reason; " +
        "`npm run plan -- STACK --relies` lists them.",
    severity: "high",
    remediationSteps:
        "Take the override out of chartOverrides, or leave the value at what the message asks for. Helm replaces lists: one of " +
        "your own needs what ours has.",
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
