import type { Reliance } from "../../model/relies";
import type { JudgedReliance } from "../../policy/library/reliances";
import type { Seen, Values } from "../../policy/library/resource";
import { rules } from "../../policy/rules";
import { relies } from "../../policy/rules/relies/rule";
import { messages } from "./helpers";

/** A value that breaks what must hold. */
export function broken({ must, byDefault }: Reliance): unknown {
    if ("equals" in must) {
        return typeof must.equals === "boolean" ? !must.equals : "other";
    }
    if ("listContains" in must) {
        return byDefault === undefined ? ["other"] : "other";
    }
    return "selects" in must ? { matchLabels: { other: "label" } } : "";
}

/** A copy of these values with one of them replaced. */
export function withValue(values: Values, path: string[], value: unknown): Values {
    const [key = "", ...rest] = path;
    const part = (values[key] ?? {}) as Values;
    return { ...values, [key]: rest.length === 0 ? value : withValue(part, rest, value) };
}

/** The system as it would be with this value in the chart that is relied on. */
export function overridden(resources: Seen[], { install, path }: JudgedReliance, value: unknown): Seen[] {
    return resources.map((resource) =>
        resource.urn === install.urn
            ? { ...resource, inputs: withValue(resource.inputs, ["values", ...path.split(".")], value) }
            : resource,
    );
}

export const ruleOf = (one: Reliance): string => one.heldBy ?? relies.name;

/** What the rule says that holds it. Asked as it is, since hiding secrets in messages takes far longer than judging. */
export const saidBy = (name: string, resources: Seen[]): string[] =>
    rules.filter((rule) => rule.name === name).flatMap((rule) => messages(rule, resources));
