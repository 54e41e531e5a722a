import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { type PanelBuilder, series, stat } from "../../../shared/dashboards/panels";
import { type GatewayFacts, titled } from "./facts";
import { chosen, frame, withSections } from "../../../shared/dashboards/frame";

/** Series that a gateway's rules record (components/gateway/objectives), by service and objective. */
type OfChosen = (series: string) => string;

const by = "(namespace, service, slo)";
const legend = "{{service}} {{slo}}";

/** Services' objectives: the remaining error budget, and how fast it is used up. */
export function objectivesDashboard(facts: Pick<GatewayFacts, "namespace" | "uids">): DashboardBuilder {
    const own = `namespace="${facts.namespace}"`;
    const of: OfChosen = (series) => `${series}{${own}, service=~"$service"}`;
    const dashboard = frame({
        ...titled(facts, "objectives", "Objectives and error budgets"),
        description: "Of services with objectives of availability or latency.",
    })
        .time({ from: "now-7d", to: "now" })
        .withVariable(chosen("service", "Service", `label_values(kong:slo_objective:ratio{${own}}, service)`));
    overview(of).forEach((panel) => dashboard.withPanel(panel));
    return withSections(dashboard, [
        { title: "Error budgets", panels: budgets(of) },
        { title: "Requests", panels: requests(of) },
        { title: "Alerts", panels: alerts(own) },
    ]);
}

function overview(of: OfChosen): PanelBuilder[] {
    return [
        stat("Least that is left of a budget", "percentunit", `min(${of("kong:slo_error_budget:remaining_ratio")})`),
        stat("Objectives missed", "none", `count(${of("kong:slo_error_budget:remaining_ratio")} < 0) or vector(0)`),
        stat("Objectives", "none", `count(${of("kong:slo_objective:ratio")})`),
        stat("Fastest burn rate of the last hour", "none", `max(${burnRate(of, "1h")})`),
    ];
}

/** The burn rate: at 1 the error budget is used up exactly at the end of its window. */
const burnRate = (of: OfChosen, window: string): string =>
    `${of(`kong:slo_errors:ratio_rate${window}`)} / on ${by} (1 - ${of("kong:slo_objective:ratio")})`;

function budgets(of: OfChosen): PanelBuilder[] {
    const remaining = of("kong:slo_error_budget:remaining_ratio");
    return [
        series("What is left of the error budget", "percentunit", { [legend]: remaining }).description(
            "Below zero the objective is missed.",
        ),
        series("Burn rate over an hour and over six", "short", {
            [`${legend} 1h`]: burnRate(of, "1h"),
            [`${legend} 6h`]: burnRate(of, "6h"),
        }).description("1 uses the budget up in its window. 14.4 in an hour, or 6 in six, wake somebody."),
        series("Burn rate over a day and over three", "short", {
            [`${legend} 1d`]: burnRate(of, "1d"),
            [`${legend} 3d`]: burnRate(of, "3d"),
        }),
        series("Share of errors in five minutes", "percentunit", {
            [legend]: of("kong:slo_errors:ratio_rate5m"),
        }),
    ];
}

/** Those whose runbooks lead here. */
function alerts(own: string): PanelBuilder[] {
    const labels = `${own}, alertname=~"ErrorBudget.+", service=~"$service", alertstate="firing"`;
    return [
        series("Alerts that fire", "short", {
            "{{alertname}}: {{service}} {{slo}}": `count by (alertname, service, slo) (ALERTS{${labels}})`,
        }).description("By burn rate: docs/objectives.md says when."),
    ];
}

function requests(of: OfChosen): PanelBuilder[] {
    return [
        series("Requests in five minutes", "short", { [legend]: of("kong:slo_requests:increase5m") }),
        series("Of these, errors or too slow", "short", { [legend]: of("kong:slo_errors:increase5m") }),
    ];
}
