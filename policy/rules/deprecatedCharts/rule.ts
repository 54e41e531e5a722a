import { chartNames, charts, factsOf } from "../../../charts";
import { foreignSuccessors } from "../../../charts/foreign";
import { given } from "../../../charts/words";
import { at } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { ChartInstall } from "../../library/system";

interface Config {
    allowed: string[];
}

/** Unmaintained charts, and their successors. */
const successors: Record<string, string> = {
    ...Object.fromEntries(
        chartNames.flatMap((chart) => {
            const { successor } = given(charts[chart].deprecated) ?? {};
            return successor === undefined ? [] : [[chart, successor]];
        }),
    ),
    ...foreignSuccessors,
};

/**
 * Charts that can still be installed but get no more fixes. Separate from `pins`, because a policy has one level for
 * everything it finds: a floating version must be refused in every environment, while an old chart may stay in dev
 * until someone has migrated.
 */
export const deprecatedCharts = rule<Config>({
    name: "deprecated-charts",
    description: `No chart is used that is no longer maintained: ${Object.keys(successors).join(", ")}.`,
    severity: "medium",
    remediationSteps:
        "Set kong-observability:logs to { chart: loki }. To keep one for now, add it to deprecated-charts.allowed in the policy configuration.",
    enforcementLevel: "advisory",
    config: {
        allowed: {
            type: "array",
            items: { type: "string", enum: Object.keys(successors) },
            default: [],
            description: "Deprecated charts that may stay",
        },
    },
    check(system, { allowed }) {
        return system.charts
            .flatMap((install) => [...chartItself(install), ...inside(install)])
            .flatMap(({ chart, urn, message }) => (allowed.includes(chart) ? [] : [{ urn, message }]));
    },
});

interface Deprecated extends Violation {
    chart: string;
}

function chartItself({ chart, urn, name, version }: ChartInstall): Deprecated[] {
    const successor = Object.hasOwn(successors, chart) ? successors[chart] : undefined;
    return successor === undefined
        ? []
        : [
              {
                  chart,
                  urn,
                  message: `${name}: the chart ${chart}${version === undefined ? "" : ` ${version}`} is deprecated; move to ${successor}`,
              },
          ];
}

/** A deprecated subchart. */
function inside({ chart, urn, name, values }: ChartInstall): Deprecated[] {
    return factsOf(chart, "parts")
        .filter(({ enabled: { path, standard } }) => (at(values, ...path) ?? standard) === true)
        .flatMap(({ chart: part, enabled: { path } }) => {
            const successor = Object.hasOwn(successors, part) ? successors[part] : undefined;
            const message = `${name}: ${path.join(".")} installs ${part}, which is deprecated; set it to false and use ${successor}`;
            return successor === undefined ? [] : [{ chart: part, urn, message }];
        });
}
