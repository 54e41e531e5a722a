import assert from "node:assert/strict";
import { type ChartName, chartNames, factsOf } from "../../charts";

/** Objects outside any namespace, of a release called `one`. */
const namesOf = (chart: ChartName): string[] => factsOf(chart, "clusterWide").map((named) => named("one", "place"));

describe("what charts create outside any namespace", () => {
    it("has roles for whoever acts on the whole cluster", () =>
        assert.deepEqual(
            chartNames.filter((chart) => namesOf(chart).some((name) => name.startsWith("ClusterRole/"))).sort(),
            [
                "aws-load-balancer-controller",
                "cloudnative-pg",
                "deepflow",
                "ingress",
                "kube-prometheus-stack",
                "loki-stack",
                "opentelemetry-operator",
                "promtail",
            ],
        ));

    it("has operators of which a cluster takes one", () =>
        assert.deepEqual(chartNames.filter((chart) => factsOf(chart, "sole").length > 0).sort(), [
            "aws-load-balancer-controller",
            "cloudnative-pg",
            "deepflow",
            "kube-prometheus-stack",
            "opentelemetry-operator",
        ]));
});
