import { type DashboardBuilder, TextBoxVariableBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboardUids } from "../../../../model/dashboards";
import { logLines, logSeries } from "../../../shared/dashboards/panels";
import { lineLabels } from "../../../shared/dashboards/lines";
import type { DashboardFacts } from "./facts";
import { chosenOf, chosenOfLines, frame } from "../../../shared/dashboards/frame";

/** Loki normalizes most levels, and leaves others as written, such as nginx' NOTICE. */
const levels = ["fatal", "critical", "error", "warn", "notice", "info", "debug", "trace", "unknown"];

/** Lines of everything in the cluster, by namespace, app, level and text. */
export function logsDashboard({ logIngestion }: DashboardFacts): DashboardBuilder {
    const { namespace, app, level } = lineLabels(logIngestion);
    // Only what agents read of the gateway has its service beside the line; `.*` is also found where there is none.
    const ofService = logIngestion === "otlp" ? ' | kong_service=~"$gateway_service"' : "";
    const lines = `{${namespace}=~"$namespace", ${app}=~"$app"} | ${level}=~"(?i)$level"${ofService} |~ "(?i)$search"`;
    const counted = (by: string): string => `sum by (${by}) (count_over_time(${lines} [$__auto]))`;
    return frame({
        uid: dashboardUids.logs,
        title: "Logs of everything",
        description: "Lines of all containers that agents read, and of the gateway.",
    })
        .withVariable(chosenOfLines("namespace", "Namespace", namespace))
        .withVariable(chosenOfLines("app", "App", app))
        .withVariable(chosenOf("level", "Level", levels))
        .withVariable(new TextBoxVariableBuilder("gateway_service").label("Service of the gateway").defaultValue(".*"))
        .withVariable(new TextBoxVariableBuilder("search").label("With the words").defaultValue(""))
        .withPanel(logSeries("Lines by level", "short", { [`{{${level}}}`]: counted(level) }))
        .withPanel(logSeries("Lines by app", "short", { [`{{${app}}}`]: counted(app) }))
        .withPanel(logLines("Lines", lines).span(24).height(24));
}
