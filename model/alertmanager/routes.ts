import { isValues, unknownMark as unknown, type Values } from "../values";
import { type Matcher, parseMatchers } from "./matchers";

/** The receiver that sends nothing: alerts that are routed to it are dropped on purpose. */
export const nobody = "nobody";

/**
 * The receivers that an alert with these labels can reach in Alertmanager's configuration. Routes are walked as in
 * Alertmanager; if a matcher needs a label that only the alert's series have, both outcomes are followed.
 *
 * @param config unknown values are `[unknown]`, also as a receiver's name
 */
export function receiversFor({ route }: Values, labels: Values): string[] {
    return isValues(route) ? [...new Set(reach(route, labels, unknown))] : [unknown];
}

function reach(route: Values, labels: Values, inherited: string): string[] {
    const own = typeof route.receiver === "string" ? route.receiver : inherited;
    if (route.routes === unknown) {
        return [unknown];
    }
    const found: string[] = [];
    let taken = false;
    for (const child of objectsIn(route.routes)) {
        const answer = matches(child, labels);
        if (answer === "no") {
            continue;
        }
        found.push(...reach(child, labels, own));
        taken ||= answer === "yes";
        if (answer === "yes" && child.continue !== true) {
            break;
        }
    }
    return taken ? found : [...found, own];
}

type Answer = "yes" | "no" | "maybe";

function matches(route: Values, labels: Values): Answer {
    const answers = [
        ...(Array.isArray(route.matchers) ? (route.matchers as unknown[]) : []).flatMap((text): Answer[] => {
            const read = typeof text === "string" && text !== unknown ? parseMatchers(text) : "";
            return typeof read === "string" ? ["maybe"] : read.map((one) => answer(labels[one.label], one));
        }),
        ...entries(route.match).map(([label, value]) => answer(labels[label], { operator: "=", value })),
        ...entries(route.match_re).map(([label, value]) => answer(labels[label], { operator: "=~", value })),
    ];
    return answers.includes("no") ? "no" : answers.includes("maybe") || route.matchers === unknown ? "maybe" : "yes";
}

function answer(label: unknown, { operator, value }: Pick<Matcher, "operator" | "value">): Answer {
    if (typeof label !== "string" || label === unknown || label.includes("{{") || value === unknown) {
        return "maybe";
    }
    try {
        const same = operator.endsWith("~") ? new RegExp(`^(?:${value})$`).test(label) : label === value;
        return same !== operator.startsWith("!") ? "yes" : "no";
    } catch {
        // Go's regular expressions have more than JavaScript's, such as (?i).
        return "maybe";
    }
}

/** The labels that the routes of a configuration ask for. */
export function labelsAsked({ route }: Values): string[] {
    const below = (each: Values): string[] => [
        ...(Array.isArray(each.matchers) ? (each.matchers as unknown[]) : []).flatMap((text) => {
            const read = typeof text === "string" ? parseMatchers(text) : "";
            return typeof read === "string" ? [] : read.map(({ label }) => label);
        }),
        ...[...entries(each.match), ...entries(each.match_re)].map(([label]) => label),
        ...objectsIn(each.routes).flatMap(below),
    ];
    return isValues(route) ? [...new Set(below(route))] : [];
}

/** Why this receiver sends nothing; undefined if it sends, or may send. */
export function deadEnd({ receivers }: Values, name: string): string | undefined {
    if (name === unknown || receivers === unknown || (Array.isArray(receivers) && receivers.includes(unknown))) {
        return undefined;
    }
    const all = objectsIn(receivers);
    const receiver = all.find((item) => item.name === name);
    if (receiver === undefined) {
        return all.some((item) => item.name === unknown) ? undefined : "does not exist";
    }
    const sends = Object.entries(receiver).some(
        ([key, value]) => key.endsWith("_configs") && (value === unknown || (Array.isArray(value) && value.length > 0)),
    );
    return sends ? undefined : "sends nothing";
}

/** Whether a receiver of the configuration sends something, or may. */
export function hasSender(config: Values): boolean {
    return objectsIn(config.receivers).some(({ name }) => deadEnd(config, String(name)) === undefined);
}

/** Alertmanager's older form of conditions: values by label. */
export const entries = (value: unknown): [string, string][] =>
    Object.entries(isValues(value) ? value : {}).map(([key, item]) => [key, String(item)]);

const objectsIn = (value: unknown): Values[] => (Array.isArray(value) ? value.filter(isValues) : []);
