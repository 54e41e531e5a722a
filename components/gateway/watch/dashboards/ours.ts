import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { dashboardUids } from "../../../../model/dashboards";
import type { GatewayFacts } from "./facts";
import { gatewayDashboard } from "./gateway";
import { objectivesDashboard } from "./objectives";

/** The dashboards of one gateway. */
export const gatewayDashboards = (facts: GatewayFacts): Partial<Record<keyof typeof dashboardUids, Dashboard>> => ({
    gateway: gatewayDashboard(facts).build(),
    ...(facts.objectives && { objectives: objectivesDashboard(facts).build() }),
});
