import assert from "node:assert/strict";
import type { SignalFacts } from "../../../../components/observability/alerts/signals";
import { signalAlerts } from "../made";

describe("alerts of a missing signal", () => {
    const names = (args: Omit<SignalFacts, "gatewayNamespace">): string[] =>
        signalAlerts({ gatewayNamespace: "kong", ...args }).map(({ alert }) => alert);

    const always = [
        "TelemetryDropped",
        "TelemetryRefused",
        "TracesDiscarded",
        "SpanMetricsIncomplete",
        "TempoIngestFailing",
        "SpanMetricsMissing",
        "LokiIngestFailing",
    ];

    it("expect only the signals that the stack sends", () => {
        const anyway = ["KongRoutesNothing", "TelemetryMetricsMissing"];
        const ofAgents = ["KongQueueDropping", "TelemetryWaiting"];
        assert.deepEqual(names({ samplingRate: 1, agents: true, accessLines: true }), [
            ...always,
            "TracesMissing",
            "AccessLogsMissing",
            "RequestMetricsMissing",
            "RequestsWithoutRoute",
            ...ofAgents,
            ...anyway,
        ]);
        assert.deepEqual(names({ samplingRate: 0, agents: true, accessLines: false }), [
            ...always,
            ...ofAgents,
            ...anyway,
        ]);
        assert.deepEqual(names({ samplingRate: 0, agents: false, accessLines: false }), [...always, ...anyway]);
    });

    it("wait for more requests where fewer are traced", () => {
        const expr = (samplingRate: number): string | undefined =>
            signalAlerts({ gatewayNamespace: "kong", samplingRate, agents: false, accessLines: false }).find(
                ({ alert }) => alert === "TracesMissing",
            )?.expr;
        assert.match(expr(1) ?? "", /> 50\) and/);
        assert.match(expr(0.01) ?? "", /> 5000\) and/);
    });
});
