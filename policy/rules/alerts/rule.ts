import { deadEnd, hasSender, nobody, receiversFor } from "../../../model/alertmanager/routes";
import { severities } from "../../../model/alertmanager/severities";
import {
    type Alertmanager,
    alertmanagers,
    configSecrets,
    deprecatedMatchers,
    literalCredentials,
    ownAddresses,
    receiverProblems,
} from "./alertmanager";
import { emptyMessages } from "./messages";
import { type AlertRule, alertRules, brokenRuleFiles } from "./alertRules";
import { at, isValues, textAt, unknown, type Values } from "../../library/resource";
import { kongGauges, metricsOfKong2, standingCounter } from "../../../model/alertTraps";
import { promqlProblem } from "../../../model/promql";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";
import { unreadableParts } from "./unreadable";

/** The page on what replaces the habits of a well-known post. */
const habit = "docs/coming-from/004.md";

interface Config {
    severities: string[];
    requireRunbook: boolean;
    requireReceiver: boolean;
    allSeverities: boolean;
    gauges: string[];
}

/** An alert says how severe it is, what is wrong and what to do, ends when the problem ends, and reaches someone. */
export const alerts = rule<Config>({
    name: "alerts",
    description:
        "Each alert has a known severity, a summary and a runbook, and a valid PromQL expression that uses only metrics of Kong 3 and can become false again; each severity has a route to a receiver that sends something; each receiver that a route names exists, and sends more than a title; Alertmanager's configuration has no key, condition or mail server that it, or Prometheus' operator, refuses; receivers read their credentials from files.",
    severity: "medium",
    remediationSteps:
        "Give the alert labels.severity, annotations.summary and annotations.runbook_url; ask for increase(counter[5m]) instead of the counter; set metrics.slack, or a receiver with *_configs of your own whose credentials come from a mounted Secret (*_file). Give a Slack receiver a text, or leave alertmanager.templateFiles to give it one. Helm replaces lists: one of your own needs every receiver that a route names, null included.",
    enforcementLevel: "mandatory",
    config: {
        severities: {
            type: "array",
            items: { type: "string" },
            default: [...severities],
            description: "Permitted values of labels.severity",
        },
        requireRunbook: {
            type: "boolean",
            default: true,
            description: "Whether each alert needs annotations.runbook_url (or runbook)",
        },
        // A webhook's address cannot be committed, so a fresh copy of a stack has no receiver yet.
        requireReceiver: {
            type: "boolean",
            default: false,
            description: "Whether there must be a receiver that sends something",
        },
        allSeverities: {
            type: "boolean",
            default: true,
            description:
                "Whether, if any receiver sends something, each severity in use must reach one that does or, except for critical, the receiver `nobody`",
        },
        gauges: {
            type: "array",
            items: { type: "string" },
            default: kongGauges,
            description: "Metrics that can decrease although their names end in _total",
        },
    },
    check(system, config) {
        const found = alertRules(system);
        return [
            ...brokenRuleFiles(system).map(({ urn, at: where }) => ({
                urn,
                message: `${where}not valid YAML, so none of its alerts will exist`,
            })),
            ...found.flatMap((alert) =>
                [
                    ...labels(alert, config),
                    ...annotations(alert, config),
                    ...unreadable(alert),
                    ...neverResolves(alert, config),
                ].map(({ urn, message }) => ({ urn, message: `${message}${elsewhere(alert)}` })),
            ),
            ...unreadSecrets(system),
            ...alertmanagers(system).flatMap((manager) => [
                ...unrouted(system, manager, found, config),
                ...undefinedReceivers(manager),
                ...refused(manager),
                ...credentials(manager),
                ...outdated(manager),
                ...unanswered(manager),
                ...wordless(manager),
            ]),
        ];
    },
});

const elsewhere = ({ inChart }: AlertRule): string =>
    inChart ? `; the setting alerts.rules takes such groups and checks them (${habit})` : "";

/**
 * kube-prometheus names its Alertmanager's configuration `main`. An Alertmanager with another name reads another
 * Secret.
 */
function unreadSecrets(system: System): Violation[] {
    const isRead = system.kubernetes("Alertmanager").some(({ inputs }) => at(inputs, "metadata", "name") === "main");
    return system
        .kubernetes("Secret")
        .filter(({ inputs }) => at(inputs, "metadata", "name") === "alertmanager-main")
        .flatMap(({ urn, name }) =>
            isRead || configSecrets(system).includes("alertmanager-main")
                ? []
                : [
                      {
                          urn,
                          message: `${name}: Secret alertmanager-main is read only by an Alertmanager called main, and there is none; set alerts.receivers and alerts.routes (${habit})`,
                      },
                  ],
        );
}

const titled = ({ at: where, alert }: AlertRule): string => `${where} (${alert})`;

function labels(alert: AlertRule, { severities: known }: Config): Violation[] {
    const severity = at(alert.rule, "labels", "severity");
    const allowed = known.join(", ");
    if (severity === unknown || (typeof severity === "string" && known.includes(severity))) {
        return [];
    }
    return [
        {
            urn: alert.urn,
            message: `${titled(alert)}: labels.severity is ${severity === undefined ? "missing" : JSON.stringify(severity)}; allowed: ${allowed}`,
        },
    ];
}

function annotations(alert: AlertRule, { requireRunbook }: Config): Violation[] {
    const has = (...keys: string[]): boolean =>
        alert.rule.annotations === unknown ||
        keys.some((key) => ![undefined, null, ""].includes(at(alert.rule, "annotations", key) as string | undefined));
    return [
        ...(has("summary")
            ? []
            : [
                  {
                      urn: alert.urn,
                      message: `${titled(alert)}: annotations.summary is missing; say in one line what is wrong and where`,
                  },
              ]),
        ...(has("runbook_url", "runbook") || !requireRunbook
            ? []
            : [
                  {
                      urn: alert.urn,
                      message: `${titled(alert)}: annotations.runbook_url is missing; set it to the page that says what to do`,
                  },
              ]),
    ];
}

function neverResolves(alert: AlertRule, { gauges }: Config): Violation[] {
    const expression = (textAt(alert.rule, "expr") ?? "").replace(/\s+/g, " ").trim();
    const found = standingCounter(expression, gauges);
    return found === undefined
        ? []
        : [
              {
                  urn: alert.urn,
                  message: `${titled(alert)}: expr ${JSON.stringify(expression)} stays true once ${found} exists, so the alert never resolves; write increase(${found}[5m]) > 0`,
              },
          ];
}

/** Prometheus does not load a file with an invalid rule, and the operator omits such an object. */
function unreadable(alert: AlertRule): Violation[] {
    const { expr } = alert.rule;
    if (alert.language !== "PromQL" || expr === unknown || typeof expr !== "string") {
        return [];
    }
    const problem = promqlProblem(expr);
    return [
        ...(problem === undefined ? [] : [`expr is not valid PromQL: ${problem}`]),
        ...metricsOfKong2(expr).map(
            ({ name, instead }) =>
                `expr reads ${name}, which Kong removed in 3.0, so the alert never fires; use ${instead}`,
        ),
    ].map((message) => ({ urn: alert.urn, message: `${titled(alert)}: ${message}` }));
}

/** Severities whose alerts would reach no one. */
function unrouted(
    system: System,
    manager: Alertmanager,
    found: AlertRule[],
    { requireReceiver, allSeverities }: Config,
): Violation[] {
    // A missing receiver is reported separately.
    const asked =
        (hasSender(manager.config) ? allSeverities : requireReceiver) && receiverProblems(manager.config).length === 0;
    // The operator adds the routes of these objects to the tree, which is not visible here.
    if (!asked || system.kubernetes("AlertmanagerConfig").length > 0) {
        return [];
    }
    // Sorted, because the engine and the offline plan show resources in different orders.
    const own = [...found]
        .sort((one, other) => (one.alert < other.alert ? -1 : 1))
        .map(({ alert, rule: { labels: given } }) => ({
            name: alert,
            labels: { ...(isValues(given) && given), alertname: alert } as Values,
        }));
    const charts = manager.chartAlerts
        ? ["critical", "warning"].map((severity) => ({ name: "the chart's own", labels: { severity } as Values }))
        : [];
    const lost = new Map<string, { names: Set<string>; receivers: string[] }>();
    for (const { name, labels: given } of [...own, ...charts]) {
        const receivers = receiversFor(manager.config, given);
        const severity = textAt(given, "severity");
        // Routing to that receiver is deliberate, except for critical alerts. Some of the chart's own alerts may also
        // go to another silent receiver, by name.
        const meant = severity !== "critical" && receivers.includes(nobody);
        const isLost = receivers.every((receiver) => deadEnd(manager.config, receiver) !== undefined);
        if (severity !== undefined && isLost && !meant) {
            const entry = lost.get(severity) ?? { names: new Set<string>(), receivers };
            entry.names.add(name);
            lost.set(severity, entry);
        }
    }
    return [...lost].map(([severity, { names, receivers }]) => {
        const ends = receivers
            .map((receiver) => `${JSON.stringify(receiver)} (${deadEnd(manager.config, receiver)})`)
            .join(", ");
        return {
            urn: manager.urn,
            message: `${manager.at}: alerts of severity ${severity} (${[...names].join(", ")}) reach only ${ends}; route them to a receiver with slack_configs, email_configs or the like`,
        };
    });
}

function undefinedReceivers({ urn, at: where, config }: Alertmanager): Violation[] {
    return receiverProblems(config).map((problem) => ({
        urn,
        message: `${where}.${problem}; such a configuration is refused, and no alert is sent`,
    }));
}

function refused(manager: Alertmanager): Violation[] {
    return unreadableParts(manager).map(({ path, problem, instead }) => ({
        urn: manager.urn,
        message: `${manager.at}.${path} ${problem}: such a configuration is refused, and no alert is sent${instead}`,
    }));
}

function unanswered(manager: Alertmanager): Violation[] {
    return ownAddresses(manager).map((path) => ({
        urn: manager.urn,
        message: `${manager.at}.${path} is in Alertmanager's own pod, where nothing else listens; write http://SERVICE.NAMESPACE.svc:PORT`,
    }));
}

function credentials({ urn, at: where, config }: Alertmanager): Violation[] {
    return literalCredentials(config).map(({ path, instead }) => ({
        urn,
        message: `${where}.${path} is a credential in plain text; use ${instead}, the path of a file in a mounted Secret${/\bslack_api_url$|slack_configs\[\d+\]\.api_url$/.test(path) ? `, or the setting alerts.receivers (${habit})` : ""}`,
    }));
}

function outdated({ urn, at: where, config }: Alertmanager): Violation[] {
    return deprecatedMatchers(config).map(({ path, instead }) => ({
        urn,
        message: `${where}.${path} is deprecated; write ${instead}`,
    }));
}

function wordless(manager: Alertmanager): Violation[] {
    return emptyMessages(manager).map(({ path, template }) => ({
        urn: manager.urn,
        message: `${manager.at}.${path} has no text, and Alertmanager's own is empty, so messages contain only the title; write text, or define ${template} in a template file`,
    }));
}
