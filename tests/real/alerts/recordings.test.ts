import { usageRecordings } from "../../../components/observability/metrics/recordings";
import { promtool, ruleFile } from "../promtool";

/** Growth a minute of counters, and what is recorded of them in the end. */
const cases: Record<string, { series: Record<string, number>; found: Record<string, number> }> = {
    "instance_mode:node_cpu_seconds:avg_rate5m": {
        series: {
            'node_cpu_seconds_total{instance="a", mode="user", cpu="0"}': 30,
            'node_cpu_seconds_total{instance="a", mode="user", cpu="1"}': 0,
            'node_cpu_seconds_total{instance="a", mode="idle", cpu="0"}': 30,
            'node_cpu_seconds_total{instance="a", mode="idle", cpu="1"}': 60,
            'node_cpu_seconds_total{instance="b", mode="user", cpu="0"}': 60,
        },
        found: {
            '{instance="a", mode="user"}': 0.25,
            '{instance="a", mode="idle"}': 0.75,
            '{instance="b", mode="user"}': 1,
        },
    },
    "namespace_pod:container_cpu_usage_seconds:rate5m": {
        series: {
            'container_cpu_usage_seconds_total{namespace="shop", pod="a", container="main"}': 60,
            'container_cpu_usage_seconds_total{namespace="shop", pod="a", container="proxy"}': 30,
            // cAdvisor's sum over both.
            'container_cpu_usage_seconds_total{namespace="shop", pod="a"}': 90,
            'container_cpu_usage_seconds_total{namespace="other", pod="a", container="main"}': 6,
        },
        found: { '{namespace="shop", pod="a"}': 1.5, '{namespace="other", pod="a"}': 0.1 },
    },
    "namespace_job_path:http_request:rate5m": {
        series: {
            'http_request_total{namespace="shop", job="cart", pod="a", path="/"}': 60,
            'http_request_total{namespace="shop", job="cart", pod="b", path="/"}': 60,
            'http_request_total{namespace="shop", job="cart", pod="a", path="/error"}': 6,
            'http_request_total{namespace="test", job="cart", pod="c", path="/"}': 6,
        },
        found: {
            '{namespace="shop", job="cart", path="/"}': 2,
            '{namespace="shop", job="cart", path="/error"}': 0.1,
            '{namespace="test", job="cart", path="/"}': 0.1,
        },
    },
};

describe("Prometheus' own tool, of what is recorded for all", function () {
    this.timeout(60_000);

    for (const { record } of usageRecordings) {
        it(`finds ${record}, and nothing else under its name`, () => {
            const { series, found } = cases[record]!;
            const input = Object.entries(series).map(([name, grown]) => ({ series: name, values: `0+${grown}x30` }));
            const samples = Object.entries(found).map(([labels, value]) => ({ labels: record + labels, value }));
            promtool(["test", "rules", "test.yaml"], {
                "rules.yaml": ruleFile([...usageRecordings]),
                "test.yaml": {
                    rule_files: ["rules.yaml"],
                    evaluation_interval: "1m",
                    tests: [
                        {
                            interval: "1m",
                            input_series: input,
                            promql_expr_test: [{ expr: record, eval_time: "20m", exp_samples: samples }],
                        },
                    ],
                },
            });
        });
    }
});
