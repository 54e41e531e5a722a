import assert from "node:assert/strict";
import type { SignalFacts } from "../../../../components/gateway/watch/alerts/signals";
import { watchAlerts } from "../../../../components/gateway/watch/watch";

describe("alerts of a missing signal", () => {
    const names = (facts: Omit<SignalFacts, "namespace">): string[] =>
        watchAlerts({ namespace: "kong", ...facts }).map(({ alert }) => alert);

    it("expect only the signals that the stack sends", () => {
        assert.deepEqual(names({ samplingRate: 1, accessLogs: true }), [
            ...["TracesMissing", "AccessLogsMissing", "RequestMetricsMissing"],
            ...["RequestsWithoutRoute", "KongRoutesNothing"],
        ]);
        assert.deepEqual(names({ samplingRate: 0, accessLogs: false }), ["KongRoutesNothing"]);
        assert.deepEqual(names({ samplingRate: 1, accessLogs: false, spansArrive: false }), ["KongRoutesNothing"]);
    });

    it("wait for more requests where fewer are traced", () => {
        const expr = (samplingRate: number): string | undefined =>
            watchAlerts({ namespace: "kong", samplingRate, accessLogs: false }).find(
                ({ alert }) => alert === "TracesMissing",
            )?.expr;
        assert.match(expr(1) ?? "", /> 50\) and/);
        assert.match(expr(0.01) ?? "", /> 5000\) and/);
    });
});
