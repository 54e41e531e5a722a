import assert from "node:assert/strict";
import { objectiveAlerts } from "../../../components/gateway/objectives/alerts";
import { budgetRecordings, objectiveRecordings } from "../../../components/gateway/objectives/recordings";
import type { Service } from "../../../model/gateway";
import { fires, promtool, ruleFile } from "../promtool";
import { looking, type Series } from "./cases/case";

const orders: Service = {
    name: "orders",
    url: "http://orders",
    routes: ["orders", "orders.admin"].map((name) => ({ name, stripPath: true, preserveHost: false, plugins: [] })),
    plugins: [],
    slo: { availability: 99.9, latency: { objective: 99, threshold: "250ms" }, window: "6h" },
};
const rules = [...objectiveRecordings("kong", [orders]), ...objectiveAlerts("kong")];
const burning = (at: number, series: Series): boolean =>
    fires(rules, "ErrorBudgetBurningFast", at, { ...looking, ...series });
const pod = 'namespace="kong", pod="a"';
const answered = (code: string, route: string, values: string): Series => ({
    [`kong_http_requests_total{${pod}, route="${route}", code="${code}"}`]: values,
});
const fast = (bound: string, values: string, of = "0+100x200"): Series => ({
    [`kong_request_latency_ms_bucket{${pod}, route="orders", le="${bound}"}`]: values,
    [`kong_request_latency_ms_count{${pod}, route="orders"}`]: of,
});

/** Whether an expression has this value, and no labels; undefined for none at all. */
function has(expr: string, at: number, value: number | undefined, series: Series): void {
    promtool(["test", "rules", "test.yaml"], {
        "rules.yaml": ruleFile([...rules, ...budgetRecordings("kong", [orders])]),
        "test.yaml": {
            rule_files: ["rules.yaml"],
            evaluation_interval: "1m",
            tests: [
                {
                    interval: "1m",
                    input_series: Object.entries({ ...looking, ...series }).map(([name, values]) => ({
                        series: name,
                        values,
                    })),
                    promql_expr_test: [
                        {
                            expr: `round(sum(${expr}), 0.001)`,
                            eval_time: `${at}m`,
                            exp_samples: value === undefined ? [] : [{ labels: "{}", value }],
                        },
                    ],
                },
            ],
        },
    });
}

describe("Prometheus' own tool, of objectives,", function () {
    this.timeout(60_000);

    it("accepts the rules", () => {
        promtool(["check", "rules", "rules.yaml"], {
            "rules.yaml": ruleFile([...rules, ...budgetRecordings("kong", [orders])]),
        });
    });

    it("finds the service's routes by the names of either topology, and no other's", () => {
        const failing = (route: string): Series => ({
            ...answered("200", route, "0+90x200"),
            ...answered("502", route, "0+10x200"),
        });
        for (const route of ["orders", "orders.admin", "httproute.shop.orders.0.0"]) {
            assert.equal(burning(90, failing(route)), true, route);
        }
        for (const route of ["orders-admin", "ordersXadmin", "httproute.orders.other.0.0"]) {
            assert.equal(burning(90, failing(route)), false, route);
        }
    });

    it("counts by the bucket whether Kong's bound or Prometheus 3's form of it is there", () => {
        assert.equal(burning(90, fast("250", "0+70x200")), true);
        assert.equal(burning(90, fast("250.0", "0+70x200")), true);
        assert.equal(burning(90, fast("250", "0+100x200")), false);
        has('kong:slo_errors:ratio_rate1h{slo="latency"}', 90, undefined, fast("300", "0+70x200"));
    });

    it("wakes nobody without requests, nor for a single one at night", () => {
        const night = { ...answered("200", "orders", "0+100x60 6000x300") };
        assert.equal(burning(200, night), false, "nobody asks");
        assert.equal(burning(202, { ...night, ...answered("503", "orders", "_x199 1x100") }), false, "one fails");
        assert.equal(burning(210, { ...night, ...answered("503", "orders", "_x199 3+3x99") }), true, "all fail");
        has("kong:slo_errors:ratio_rate1h", 200, undefined, night);
    });

    it("sees the failure with which a series begins", () => {
        const born = { ...answered("200", "orders", "0+100x200"), ...answered("503", "orders", "_x80 5000x120") };
        assert.equal(burning(85, born), true);
    });

    it("tells how much of the budget is left", () => {
        const half = { ...answered("200", "orders", "0+1999x400"), ...answered("503", "orders", "0+1x400") };
        has('kong:slo_error_budget:remaining_ratio{slo="availability"}', 390, 0.5, half);
        has('kong:slo_error_budget:remaining_ratio{slo="latency"}', 390, 1, fast("250.0", "0+100x400", "0+100x400"));
    });
});
