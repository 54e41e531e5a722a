import { descriptionOf, factKinds } from "../../../charts";
import { foreignCharts } from "../../../charts/foreign";
import { unknown } from "../../library/resource";
import { rule } from "../../library/rule";

interface Config {
    allowed: string[];
}

/**
 * Rules read from a chart's description where its monitors, workloads, stores and images are. For a chart without a
 * description they find nothing, which must not pass as "nothing is wrong".
 */
export const describedCharts = rule<Config>({
    name: "described-charts",
    description: "Every chart has a complete description in `charts/`, which the other rules need to check its values.",
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
            .flatMap(({ urn, name, chart }) => {
                const missing = missed(chart);
                return missing === undefined ? [] : [{ urn, message: `${name}: the chart ${chart} ${missing}` }];
            });
    },
});

/** For charts outside this program only single facts are known. */
function missed(chart: string): string | undefined {
    const foreign = Object.hasOwn(foreignCharts, chart) ? foreignCharts[chart] : undefined;
    const known = Object.keys(descriptionOf(chart) ?? foreign ?? {});
    const missing = factKinds.filter((kind) => !known.includes(kind));
    return known.length === 0
        ? "has no description, so no rule checks its monitors, workloads, stores and images"
        : missing.length === 0
          ? undefined
          : `is described only in part (${known.join(", ")}), so no rule checks its ${missing.join(", ")}`;
}
