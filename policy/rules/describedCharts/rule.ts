import { descriptionOf } from "../../../charts";
import { foreignCharts } from "../../../charts/foreign";
import { unknown } from "../../library/resource";
import { rule } from "../../library/rule";

interface Config {
    allowed: string[];
}

/**
 * Rules read from a chart's description where its monitors, workloads, stores and images stand. Of a chart without one
 * they find nothing wrong, which must not look like nothing being wrong.
 */
export const describedCharts = rule<Config>({
    name: "described-charts",
    description: "Every chart has a description in `charts/`, which the other rules need to check its values.",
    severity: "medium",
    remediationSteps:
        "Describe the chart in charts/ (CONTRIBUTING.md, Add a chart). To leave one unchecked, add it to described-charts.allowed in the policy configuration.",
    enforcementLevel: "advisory",
    config: {
        allowed: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Charts that need no description",
        },
    },
    check(system, { allowed }) {
        return system.charts
            .filter(({ chart }) => chart !== "" && !chart.includes(unknown) && !allowed.includes(chart))
            .filter(({ chart }) => descriptionOf(chart) === undefined && !Object.hasOwn(foreignCharts, chart))
            .map(({ urn, name, chart }) => ({
                urn,
                message: `${name}: the chart ${chart} has no description, so its monitors, workloads, stores and images are judged by no rule`,
            }));
    },
});
