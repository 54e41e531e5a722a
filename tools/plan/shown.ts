import type { Verdict } from "../../policy/judge";
import { printable } from "../../model/printable";
import { type Hide, hiding } from "../../model/secrets/hide";
import { masked, secretsIn } from "../../model/secrets/mask";
import type { Plan } from "./evaluate";
import type { PlannedResource } from "./recorder";
import { isObject, secretMark, unknownMark, withoutSecretContent } from "./values";
import { effectiveLiterals } from "../../policy/library/literals";
import { isComponent } from "../../policy/library/resource";
import type { Wire } from "../../policy/library/wiring/wires";

/**
 * A plan with its findings that is safe for anyone to see, without secrets, whatever literals a stack file contains.
 */
export interface Shown {
    plan: Plan;
    wires: Wire[];
    verdicts: Verdict[];
}

/** Wires and verdicts must be computed before, because they need the original values. */
export function shown({ plan, wires, verdicts }: Shown): Shown {
    const hide = hidingOf(plan.resources, plan.outputs.values);
    const resources = plan.resources
        .map(withoutRelies)
        .map((resource) => ({ ...resource, inputs: maskedInputs(resource) }));
    const outputs = { ...plan.outputs, values: masked(plan.outputs.values) };
    const place = ({ urn, path }: Wire["at"]): Wire["at"] => ({ urn, path: hide(path) });
    return {
        plan: { ...plan, resources, outputs, notices: plan.notices.map(hide) },
        wires: wires.map((wire) => ({ ...wire, address: hide(wire.address), at: place(wire.at) })),
        verdicts: verdicts.map((verdict) => ({ ...verdict, message: hide(verdict.message) })),
    };
}

/**
 * Removes what a component relies on: `--relies` shows it, and the policies have judged it. A plan for comparison is
 * about what is deployed.
 */
function withoutRelies(resource: PlannedResource): PlannedResource {
    if (!isComponent(resource.type)) {
        return resource;
    }
    const entries = Object.entries(resource.inputs).filter(([key]) => key !== "relies");
    return { ...resource, inputs: Object.fromEntries(entries) };
}

type Inputs = Pick<PlannedResource, "type" | "inputs">;

/** Removes the secrets of these resources from other texts. */
export function hidingOf(resources: readonly Inputs[], more: Record<string, unknown> = {}): Hide {
    const secrets =
        known.get(resources) ??
        resources.flatMap((resource) => [...secretsIn(withoutSecretContent(resource)), ...effectiveSecrets(resource)]);
    known.set(resources, secrets);
    return hiding([...secrets, ...secretsIn(more)]);
}

const known = new WeakMap<object, string[]>();

/**
 * Inputs without the content of a Secret, regardless of what the program marked, and without literals that mean a
 * secret.
 */
export function maskedInputs(resource: Inputs): Record<string, unknown> {
    const hidden = effectiveSecrets(resource);
    const inputs = masked(withUnknownContent(resource));
    return hidden.length === 0 ? inputs : (withoutTexts(inputs, hidden) as Record<string, unknown>);
}

function withUnknownContent(resource: Inputs): Record<string, unknown> {
    const { inputs } = resource;
    // The mark of an unknown value is not a secret.
    const keys = ["data", "stringData"].filter((key) => inputs[key] === unknownMark);
    const unknown = keys.map((key) => [key, unknownMark]);
    return { ...withoutSecretContent(resource), ...Object.fromEntries(unknown) };
}

/** What is a secret only once an Application's parameters and templates are applied. */
function effectiveSecrets({ type, inputs }: Inputs): string[] {
    return secretsIn({}, effectiveLiterals({ urn: "", name: "", type, inputs }));
}

/** A copy without these texts, which are hidden as a whole, as items of a list in braces, or inside a longer text. */
function withoutTexts(value: unknown, secrets: readonly string[]): unknown {
    if (typeof value === "string") {
        const isOne = secrets.some((secret) => value === secret || (/^\{.*\}$/s.test(value) && value.includes(secret)));
        const long = secrets.filter(({ length }) => length >= 8);
        return isOne ? secretMark : long.reduce((text, secret) => text.replaceAll(secret, secretMark), value);
    }
    if (Array.isArray(value)) {
        return value.map((item) => withoutTexts(item, secrets));
    }
    return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutTexts(item, secrets)]))
        : value;
}

/** Every text in a value, keys included, made safe for one line of a screen. */
export function printableTexts<T>(value: T, write = printable): T {
    if (typeof value === "string") {
        return write(value) as T;
    }
    if (Array.isArray(value)) {
        return value.map((item: unknown) => printableTexts(item, write)) as T;
    }
    if (!isObject(value)) {
        return value;
    }
    const entries = Object.entries(value).map(([key, item]) => [printable(key), printableTexts(item, write)] as const);
    return Object.fromEntries(entries) as T;
}
