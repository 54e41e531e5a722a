import { type Alertmanager, alertmanagers, deadEnd, deprecatedMatchers, literalCredentials, receiversFor } from "../library/alertmanager";
import { type AlertRule, alertRules, brokenRuleFiles } from "../library/alertRules";
import { at, isValues, textAt, unknown, type Values } from "../library/resource";
import { rule, type Violation } from "../library/rule";
import type { System } from "../library/system";

interface Config {
    severities: string[];
    requireRunbook: boolean;
    requireReceiver: boolean;
}

/** An alert says how bad it is, what is wrong and what to do, ends when the trouble ends, and reaches somebody. */
export const alerts = rule<Config>({
    name: "alerts",
    description:
        "Each alert has a known severity, a summary and a runbook, and an expression that can become false again; each severity has a route to a receiver that sends something; receivers read their credentials from files.",
    severity: "medium",
    remediationSteps:
        "Give the alert labels.severity, annotations.summary and annotations.runbook_url; ask for increase(counter[5m]) instead of the counter; set metrics.slack, or a receiver with *_configs of your own whose credentials come from a mounted Secret (*_file).",
    enforcementLevel: "mandatory",
    config: {
        severities: { type: "array", items: { type: "string" }, default: ["critical", "warning", "info"], description: "What labels.severity may be" },
        requireRunbook: { type: "boolean", default: true, description: "Whether each alert needs annotations.runbook_url (or runbook)" },
        requireReceiver: { type: "boolean", default: true, description: "Whether each severity in use must reach a receiver that sends something" },
    },
    check(system, config) {
        const found = alertRules(system);
        return [
            ...brokenRuleFiles(system).map(({ urn, at: where }) => ({ urn, message: `${where}no valid YAML, so none of its alerts will be there` })),
            ...found.flatMap((alert) => [...labels(alert, config), ...annotations(alert, config), ...neverResolves(alert)]),
            ...alertmanagers(system).flatMap((manager) => [...(config.requireReceiver ? unrouted(system, manager, found) : []), ...credentials(manager), ...outdated(manager)]),
        ];
    },
});

const titled = ({ at: where, alert }: AlertRule): string => `${where} (${alert})`;

function labels(alert: AlertRule, { severities }: Config): Violation[] {
    const severity = at(alert.rule, "labels", "severity");
    const allowed = severities.join(", ");
    if (severity === unknown || (typeof severity === "string" && severities.includes(severity))) {
        return [];
    }
    return [{ urn: alert.urn, message: `${titled(alert)}: labels.severity is ${severity === undefined ? "missing" : JSON.stringify(severity)}; allowed: ${allowed}` }];
}

function annotations(alert: AlertRule, { requireRunbook }: Config): Violation[] {
    const has = (...keys: string[]): boolean => alert.rule.annotations === unknown || keys.some((key) => ![undefined, null, ""].includes(at(alert.rule, "annotations", key) as string | undefined));
    return [
        ...(has("summary") ? [] : [{ urn: alert.urn, message: `${titled(alert)}: annotations.summary is missing; say in one line what is wrong and where` }]),
        ...(has("runbook_url", "runbook") || !requireRunbook ? [] : [{ urn: alert.urn, message: `${titled(alert)}: annotations.runbook_url is missing; say where one reads what to do` }]),
    ];
}

const selector = String.raw`(?:\{(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^}"'])*\})?`;
// By the naming convention: nothing else in an expression tells a counter from a gauge.
const counter = String.raw`[a-zA-Z_:][\w:]*_total${selector}|promtail_custom_\w+${selector}`;
const series = String.raw`[a-zA-Z_:][\w:]*_(?:count|bucket|sum)${selector}`;
const grouping = String.raw`(?:(?:by|without)\s*\([^)]*\)\s*)?`;
// `> 5` and `!= 0`, which a number that only grows never leaves again.
const over = String.raw`(?:>=?|!=)\s*(?:bool\s+)?\d`;
const standing = [
    // The number of series or samples of a counter.
    new RegExp(String.raw`\bcount(?:_over_time)?\s*${grouping}\(\s*(${counter}|${series})\s*(?:\[[^\]]*\]\s*)?\)\s*${grouping}${over}`),
    new RegExp(String.raw`\d\s*<=?\s*count(?:_over_time)?\s*${grouping}\(\s*(${counter}|${series})\s*(?:\[[^\]]*\]\s*)?\)`),
    // The counter itself, summed up or not, but not a difference of two.
    new RegExp(String.raw`\b(?:sum|max|min|avg)\s*${grouping}\(\s*(${counter})\s*\)\s*${grouping}${over}`),
    new RegExp(String.raw`(?:^|\(|\b(?:and|or|unless)\b)\s*(${counter})\s*${over}`),
];

function neverResolves(alert: AlertRule): Violation[] {
    const expression = textAt(alert.rule, "expr")?.replace(/\s+/g, " ").trim() ?? "";
    const found = standing.map((pattern) => pattern.exec(expression)?.[1]).find((name) => name !== undefined);
    return found === undefined
        ? []
        : [{ urn: alert.urn, message: `${titled(alert)}: expr ${JSON.stringify(expression)} stays true once ${found} is there, so the alert never resolves; write increase(${found}[5m]) > 0` }];
}

/** Severities whose alerts nobody would hear of. */
function unrouted(system: System, manager: Alertmanager, found: AlertRule[]): Violation[] {
    // Routes of these objects are added to the tree by the operator, out of sight.
    if (system.kubernetes("AlertmanagerConfig").length > 0) {
        return [];
    }
    // In an order of its own: the engine and the offline plan see resources in different ones.
    const own = [...found].sort((one, other) => (one.alert < other.alert ? -1 : 1)).map(({ alert, rule: { labels: given } }) => ({ name: alert, labels: { ...(isValues(given) && given), alertname: alert } as Values }));
    const charts = manager.chartAlerts ? ["critical", "warning"].map((severity) => ({ name: "the chart's own", labels: { severity } as Values })) : [];
    const lost = new Map<string, { names: Set<string>; receivers: string[] }>();
    for (const { name, labels: given } of [...own, ...charts]) {
        const receivers = receiversFor(manager.config, given);
        const severity = textAt(given, "severity");
        if (severity !== undefined && receivers.every((receiver) => deadEnd(manager.config, receiver) !== undefined)) {
            const entry = lost.get(severity) ?? { names: new Set<string>(), receivers };
            entry.names.add(name);
            lost.set(severity, entry);
        }
    }
    return [...lost].map(([severity, { names, receivers }]) => {
        const ends = receivers.map((receiver) => `${JSON.stringify(receiver)} (${deadEnd(manager.config, receiver)})`).join(", ");
        return { urn: manager.urn, message: `${manager.at}: alerts of severity ${severity} (${[...names].join(", ")}) reach only ${ends}; route them to a receiver with slack_configs, email_configs or the like` };
    });
}

function credentials({ urn, at: where, config }: Alertmanager): Violation[] {
    return literalCredentials(config).map(({ path, instead }) => ({ urn, message: `${where}.${path} is a credential in plain text; use ${instead}, the path of a file in a mounted Secret` }));
}

function outdated({ urn, at: where, config }: Alertmanager): Violation[] {
    return deprecatedMatchers(config).map(({ path, instead }) => ({ urn, message: `${where}.${path} is deprecated; write ${instead}` }));
}
