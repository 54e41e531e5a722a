import assert from "node:assert/strict";
import { metricNames, promqlProblem } from "../../model/promql";

describe("an expression of PromQL", () => {
    const wrong: [expression: string, problem: string][] = [
        ["", "it is empty"],
        ["sum(rate(a[5m]) >", "at character 18, its end, something is missing"],
        ["count(a > 0", "at character 12, its end, something is missing"],
        ["a b", "at character 3 nothing fits before b"],
        ["rate(a) > 0", "at character 6 rate() needs a range, such as a[5m]"],
        ["increase(a)[5m] > 0", "at character 10 increase() needs a range, such as a[5m]"],
        ["predict_linear(a, 60)", "at character 16 predict_linear() needs a range, such as a[5m]"],
    ];
    for (const [expression, problem] of wrong) {
        it(`is wrong: ${expression}`, () => assert.equal(promqlProblem(expression), problem));
    }

    for (const expression of [
        "sum by (a) (rate(b{c=~'d|e'}[5m] offset 1h)) / on (a) group_left () f > bool 1",
        "quantile_over_time(0.9, a[1h:5m]) or rate((a[5m])) unless a @ 5",
        'label_replace(up, "a", "$1", "b", "(.*)") and topk(3, {"a.b", c="d"})',
    ]) {
        it(`is right: ${expression}`, () => assert.equal(promqlProblem(expression), undefined));
    }

    it("reads the metrics that it names, each once", () => {
        const names = metricNames('sum(rate(a_total{x="b"}[5m])) / a_total or {__name__=~"c|d"} or {"e"} or {x="f"}');
        assert.deepEqual(names, ["a_total", "c", "d", "e"]);
    });
});
