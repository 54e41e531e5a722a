import { isValues, listAt, type Seen, textAt, unknown, type Values } from "../resource";
import { readYaml } from "../yaml";
import type { Application } from "./application";
import { parametersOf, templateOf } from "./generators";
import { applicationSetType, applicationType } from "./install";
import { merged } from "./merged";
import { type Parameters, rendered, renderedText, withUnknowns } from "./template";

/** An Application itself, or those that an ApplicationSet makes. */
export function applicationsOf(resource: Pick<Seen, "urn" | "type" | "name" | "inputs">): Application[] {
    const { urn, type, name, inputs } = resource;
    if (type === applicationType) {
        return [{ urn, name, inputs, unseen: [] }];
    }
    const { spec } = inputs;
    if (type !== applicationSetType || !isValues(spec)) {
        return [];
    }
    const made = listAt(spec, "generators").flatMap((generator) =>
        parametersOf(generator, spec.goTemplate === true).map((parameters) => generated(spec, generator, parameters)),
    );
    return made.map(({ inputs: application, unseen }) => {
        const own = textAt(application, "metadata", "name");
        return { urn, name: own === undefined ? name : `${name}, Application ${own}`, inputs: application, unseen };
    });
}

function generated(spec: Values, generator: Values, parameters: Parameters): Pick<Application, "inputs" | "unseen"> {
    const goTemplate = spec.goTemplate === true;
    const template = merged(isValues(spec.template) ? spec.template : {}, templateOf(generator));
    const inputs = rendered(template, parameters, goTemplate) as Values;
    const patch = spec.templatePatch;
    if (patch === undefined || patch === null) {
        return { inputs, unseen: [] };
    }
    const text =
        typeof patch === "string" && patch !== unknown ? renderedText(patch, parameters, goTemplate) : undefined;
    const object = text === undefined ? undefined : withUnknowns(readYaml(text));
    return isValues(object)
        ? { inputs: withoutNulls(merged(inputs, object)), unseen: [] }
        : { inputs, unseen: ["templatePatch, which only Argo CD can render"] };
}

/** In a patch, `null` removes a key. Helm's values keep theirs. */
function withoutNulls(value: Values): Values {
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, item]) => item !== null)
            .map(([key, item]) => [key, isValues(item) && key !== "valuesObject" ? withoutNulls(item) : item]),
    );
}
