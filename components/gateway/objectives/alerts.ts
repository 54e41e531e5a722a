import type { Alert } from "../../shared/alertRules";
import { by, errorsIn5m, ofGateway, ratioOver, type Window } from "./recordings";

/** The burn rate: at 1 the error budget is used up exactly at the end of its window. */
const burnRate = (namespace: string, window: Window): string =>
    `${ofGateway(namespace, ratioOver(window))} / on ${by} (1 - ${ofGateway(namespace, "kong:slo_objective:ratio")})`;

/**
 * Fewer errors than this do not page anyone, whatever their share: a single failed request at night may be all traffic.
 */
const few = 5;
const fiveMinutes: Partial<Record<Window, number>> = { "1h": 12, "6h": 72 };
const several = (namespace: string, window: Window): string =>
    `${fiveMinutes[window]} * avg_over_time(${ofGateway(namespace, errorsIn5m)}[${window}]) >= ${few}`;

/** The long window shows that the problem matters, the short one that it is still going on. */
const both = (namespace: string, long: Window, short: Window, rate: number): string =>
    `(${burnRate(namespace, long)} > ${rate} and on ${by} ${burnRate(namespace, short)} > ${rate})`;

/**
 * Alerts on objectives with the burn rates and windows of Google's SRE workbook ("Alerting on SLOs", multiwindow,
 * multi-burn-rate alerts): 2 % of a 30-day budget in an hour or 5 % in six hours page someone; 10 % in one or three
 * days can wait for the morning.
 */
export const objectiveAlerts = (namespace: string): Alert[] => [
    {
        alert: "ErrorBudgetBurningFast",
        expr: [
            `(${both(namespace, "1h", "5m", 14.4)} and on ${by} ${several(namespace, "1h")})`,
            `(${both(namespace, "6h", "30m", 6)} and on ${by} ${several(namespace, "6h")})`,
        ].join(" or "),
        for: "2m",
        labels: { severity: "critical" },
        dashboard: { name: "objectives", by: ["service"] },
        annotations: {
            summary:
                "{{ $labels.service }} burns its error budget of {{ $labels.slo }} {{ $value | humanize }} times too fast",
            description: "At this rate the objective of the whole window is missed within days, or even hours.",
        },
    },
    {
        alert: "ErrorBudgetBurning",
        expr: `${both(namespace, "1d", "2h", 3)} or ${both(namespace, "3d", "6h", 1)}`,
        for: "15m",
        labels: { severity: "warning" },
        dashboard: { name: "objectives", by: ["service"] },
        annotations: {
            summary:
                "{{ $labels.service }} burns its error budget of {{ $labels.slo }} {{ $value | humanize }} times too fast",
            description: "At this rate the objective is missed before its window ends.",
        },
    },
];
