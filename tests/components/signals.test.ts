import assert from "node:assert/strict";
import { datasourceUids } from "../../components/observability/grafana/datasources";
import { gatewayDashboard } from "../../components/observability/grafana/gatewayDashboard";
import { signalAlerts, type SignalAlertsArgs } from "../../components/observability/alerts/signalAlerts";

const dashboard = gatewayDashboard({ logIngestion: "otlp", gatewayNamespace: "kong" });
const targets = dashboard.panels.flatMap(
    ({ targets: list }) =>
        list as { refId: string; datasource: { uid: string }; expr?: string; query?: string; exemplar?: boolean }[],
);

describe("the gateway's dashboard", () => {
    it("asks the datasources that are provisioned, for each of the three signals", () => {
        assert.deepEqual(
            new Set(targets.map(({ datasource }) => datasource.uid)),
            new Set([datasourceUids.prometheus, datasourceUids.tempo, datasourceUids.loki]),
        );
    });

    it("leads from a latency to a trace by exemplars", () => {
        assert.deepEqual(
            targets
                .filter(({ exemplar }) => exemplar)
                .map(({ expr }) =>
                    /traces_spanmetrics_latency_bucket\{service="kong", span_kind="SPAN_KIND_SERVER"\}/.test(
                        expr ?? "",
                    ),
                ),
            [true],
        );
    });

    it("lays its panels out side by side, none over another", () => {
        const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
            Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
        );
        assert.equal(new Set(cells).size, cells.length);
        assert.ok(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24));
    });

    it("shows each loss that an alert tells of", () => {
        const alerts = signalAlerts({ gatewayNamespace: "kong", samplingRate: 1, agents: true, accessLines: true });
        const losses = ["TelemetryDropped", "TelemetryRefused", "TracesDiscarded", "KongQueueDropping"];
        const exprs = alerts.filter(({ alert }) => losses.includes(alert)).map(({ expr }) => expr);
        const told = new Set(exprs.join().match(/\b\w+_(?:failed|refused|discarded|dropped)_\w+\b/g));
        const shown = (series: string): boolean => targets.some(({ expr }) => expr?.includes(series));
        assert.equal(told.size, 8);
        assert.deepEqual(
            [...told].filter((series) => !shown(series)),
            [],
        );
    });

    it("looks for lines by the label that this way of ingestion gives them", () => {
        const promtail = gatewayDashboard({ logIngestion: "promtail", gatewayNamespace: "gateway" });
        assert.ok(JSON.stringify(dashboard).includes(JSON.stringify('{service_name="kong"}')));
        assert.ok(JSON.stringify(promtail).includes(JSON.stringify('{namespace="gateway"}')));
    });
});

describe("alerts of a missing signal", () => {
    const names = (args: Omit<SignalAlertsArgs, "gatewayNamespace">): string[] =>
        signalAlerts({ gatewayNamespace: "kong", ...args }).map(({ alert }) => alert);

    const always = ["TelemetryDropped", "TelemetryRefused", "TracesDiscarded", "SpanMetricsIncomplete"];

    it("expect only the signals that the stack sends", () => {
        const anyway = ["KongRoutesNothing"];
        const ofAgents = ["KongQueueDropping", "TelemetryWaiting"];
        assert.deepEqual(names({ samplingRate: 1, agents: true, accessLines: true }), [
            ...always,
            "TracesMissing",
            "AccessLogsMissing",
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
