import { descriptionOf, factKinds } from "../../../charts";
import { foreignCharts } from "../../../charts/foreign";
import { unknown } from "../../library/resource";
import { rule } from "../../library/rule";
import { unseenSources } from "../../library/system";

interface Config {
    allowed: string[];
}

/**
 * Rules read from a chart's description where its monitors, workloads, stores and images are. For a chart without a
 * description they find nothing, which must not pass as "nothing is wrong".
 */
export const describedCharts = rule<Config>({
    name: "described-charts",
    description:
        "Every chart has a complete description in `charts/`, which the other rules need to check its values; and everything that Argo CD installs is visible: no values from files, and no Git folder, Kustomize or plugin.",
    severity: "medium",
    remediationSteps:
        "Describe the chart in charts/ (CONTRIBUTING.md, Add a chart). Write an Application's values into valuesObject. To leave one unchecked, add it to described-charts.allowed in the policy configuration.",
    enforcementLevel: "advisory",
    config: {
        allowed: {
            type: "array",
            items: { type: "string" },
            default: [],
            description:
                "Charts that need no description, and Applications, by resource name, that need not be visible",
        },
    },
    check(system, { allowed }) {
        const judged = system.charts.filter(
            ({ chart }) => chart !== "" && !chart.includes(unknown) && !allowed.includes(chart),
        );
        return [
            ...judged.flatMap(({ urn, name, chart }) => {
                const missing = missed(chart);
                return missing === undefined ? [] : [{ urn, message: `${name}: the chart ${chart} ${missing}` }];
            }),
            ...judged.flatMap(({ urn, name, chart, unseen }) =>
                unseen.map((what) => ({
                    urn,
                    message: `${name}: the chart ${chart} also takes values from ${what}, which no rule sees; rules judge it by the others alone`,
                })),
            ),
            ...unseenSources(system)
                .filter(({ name }) => !allowed.includes(name))
                .map(({ urn, name, what }) => ({
                    urn,
                    message: `${name}: ${what}; no rule sees what it installs`,
                })),
        ];
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
