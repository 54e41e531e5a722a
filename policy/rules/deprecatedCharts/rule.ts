import { at } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { ChartInstall } from "../../library/system";

interface Config {
    allowed: string[];
}

/** What nobody maintains any more, and what took its place. */
const successors: Record<string, string> = {
    "loki-stack": "the chart loki",
    promtail: "the collector's filelog receiver, or Grafana Alloy",
    "prometheus-operator": "the chart kube-prometheus-stack",
};

/**
 * Charts that still install but get no more fixes. Apart from `pins`, because a policy has one level for all it finds:
 * a moving version must be stopped in every environment, while an old chart may stay in dev until someone has moved.
 */
export const deprecatedCharts = rule<Config>({
    name: "deprecated-charts",
    description: `No chart that is no longer maintained: ${Object.keys(successors).join(", ")}.`,
    severity: "medium",
    remediationSteps:
        "Set kong-observability:logs to { chart: loki }. To stay for a while: deprecated-charts.allowed in the policy configuration.",
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
            .flatMap((install) => [...chartItself(install), ...promtailInside(install)])
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

/** loki-stack brings promtail unless it is told not to. */
function promtailInside({ chart, urn, name, values }: ChartInstall): Deprecated[] {
    const enabled = at(values, "promtail", "enabled") ?? true;
    return chart === "loki-stack" && enabled === true
        ? [
              {
                  chart: "promtail",
                  urn,
                  message: `${name}: promtail.enabled installs promtail, which is deprecated; set it to false and use ${successors.promtail}`,
              },
          ]
        : [];
}
