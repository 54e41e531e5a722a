import { isValues, type Values } from "../values";
import { type Matcher, parseMatchers } from "./matchers";
import { deadEnd, entries, labelsAsked, receiversFor } from "./routes";
import { severities } from "./severities";

/** Alerts that are alike to the routes, and who hears of them. */
export interface Heard {
    /** @default of each, since the others make no difference */
    severity?: string;
    /** What they have beside it, of the labels that routes ask for. All others are not there. */
    labels: Record<string, string>;
    /** In order of evaluation. Empty if the alerts reach no one. */
    receivers: string[];
}

/**
 * Who hears of which alerts, by the routes of a configuration of Alertmanager's: each severity alone, and with what each
 * route asks for beside it. What a route asks for in words that stand for no certain value is left out.
 */
export function audience(config: Values): Heard[] {
    const conditions = conditionsIn(config.route);
    const nothing = Object.fromEntries(labelsAsked(config).map((name) => [name, ""]));
    const heard = (labels: Record<string, string>): Heard[] => {
        const bySeverity = severities.map((severity) => ({
            severity,
            labels,
            receivers: receiversFor(config, { ...nothing, ...labels, severity }).filter(
                (receiver) => deadEnd(config, receiver) === undefined,
            ),
        }));
        const [first] = bySeverity;
        const same = bySeverity.every(({ receivers }) => receivers.join() === first?.receivers.join());
        return same && first !== undefined ? [{ labels, receivers: first.receivers }] : bySeverity;
    };
    const general = heard({});
    const others = casesOf(conditions)
        .flatMap(heard)
        .filter(({ severity, labels, receivers }) => {
            const usual = general.find((each) => each.severity === severity || each.severity === undefined);
            // These two alerts are only for machines.
            const machine = receivers.length === 0 && /^(Watchdog|InfoInhibitor)$/.test(labels.alertname ?? "");
            return !machine && usual?.receivers.join() !== receivers.join();
        });
    return [...general, ...others];
}

/** What each route asks for beside the severity, as far as it is known. */
function conditionsIn(route: unknown): Matcher[][] {
    if (!isValues(route)) {
        return [];
    }
    const listed = (Array.isArray(route.matchers) ? (route.matchers as unknown[]) : []).flatMap((text) => {
        const read = typeof text === "string" ? parseMatchers(text) : "";
        return typeof read === "string" ? [] : read;
    });
    const older = [
        ...entries(route.match).map(([label, value]): Matcher => ({ label, operator: "=", value })),
        ...entries(route.match_re).map(([label, value]): Matcher => ({ label, operator: "=~", value })),
    ];
    const own = [...listed, ...older].filter(({ label }) => label !== "severity");
    const children = Array.isArray(route.routes) ? (route.routes as unknown[]) : [];
    return [...(own.length > 0 ? [own] : []), ...children.flatMap(conditionsIn).map((each) => [...own, ...each])];
}

/** Alerts that meet them, once each. */
function casesOf(conditions: readonly Matcher[][]): Record<string, string>[] {
    const cases = conditions.flatMap((each) =>
        each.reduce<Record<string, string>[]>(
            (sets, matcher) => sets.flatMap((set) => valuesOf(matcher).map((value) => ({ ...set, ...value }))),
            [{}],
        ),
    );
    const once = new Map(cases.map((each) => [JSON.stringify(Object.entries(each).sort()), each]));
    return [...once.values()].filter((each) => Object.keys(each).length > 0);
}

/** Values that fit: each of `a|b`, and none for what is met by the label's absence. */
function valuesOf({ label, operator, value }: Matcher): Record<string, string>[] {
    const plain = operator === "=" || (operator === "=~" && /^[\w|-]+$/.test(value));
    return plain ? (operator === "=" ? [value] : value.split("|")).map((each) => ({ [label]: each })) : [{}];
}

/** Which alerts these are: `critical, namespace shop`. */
export function heardOf({ severity, labels }: Pick<Heard, "severity" | "labels">): string {
    const conditions = Object.entries(labels).map(([label, value]) => `${label} ${value}`);
    return [severity ?? (conditions.length === 0 ? "all" : "any severity"), ...conditions].join(", ");
}
