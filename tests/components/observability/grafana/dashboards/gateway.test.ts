import assert from "node:assert/strict";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { gatewayDashboard } from "../../../../../components/observability/grafana/dashboards/gateway";
import { datasourceUids } from "../../../../../components/observability/shared/grafana";
import { series } from "../../../../../components/observability/shared/panels";
import { gatewaySignals, signalAlerts } from "../../made";
import { panelsOf, targetsOf } from "./model";

const dashboard = gatewaySignals("otlp", "kong");
const targets = targetsOf(dashboard);

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
        const places = (dashboard.panels ?? []).map(({ gridPos = { x: 0, y: 0, w: 0, h: 0 } }) => gridPos);
        const cells = places.flatMap(({ x, y, w, h }) =>
            Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
        );
        assert.ok(cells.length > 500);
        assert.equal(new Set(cells).size, cells.length);
        assert.ok(places.every(({ x, w }) => x + w <= 24));
    });

    it("shows what rooms contribute below everything else, two in a row, as it was contributed", () => {
        const panels = ["a", "b", "c"].map((title) => series(title, "s", { up: "up" }));
        const args = { logIngestion: "otlp", gatewayNamespace: "kong" } as const;
        const shown = panelsOf(gatewayDashboard({ ...args, panels }).build());
        const own = panelsOf(gatewayDashboard({ ...args, panels: [] }).build());
        const placeOf = ({ gridPos = { x: 0, y: 0, w: 0, h: 0 } }: Panel) => gridPos;
        const below = Math.max(...own.map(placeOf).map(({ y, h }) => y + h));
        assert.deepEqual(
            shown.slice(own.length).map((panel) => [panel.title, placeOf(panel).x, placeOf(panel).y]),
            [["a", 0, below], ["b", 12, below], ["c", 0, below + 8]], // prettier-ignore
        );
    });

    it("shows each loss that an alert tells of", () => {
        const alerts = signalAlerts({ gatewayNamespace: "kong", samplingRate: 1, agents: true, accessLines: true });
        const losses = ["TelemetryDropped", "TelemetryRefused", "TracesDiscarded", "KongQueueDropping"];
        const exprs = alerts.filter(({ alert }) => losses.includes(alert)).map(({ expr }) => expr);
        const told = new Set(exprs.join().match(/\b\w+_(?:failed|refused|discarded|dropped)_\w+\b/g));
        const shown = (series: string): boolean => targets.some(({ expr }) => expr?.includes(series));
        assert.equal(told.size, 10);
        assert.deepEqual(
            [...told].filter((series) => !shown(series)),
            [],
        );
    });

    it("looks for lines by the label that this way of ingestion gives them", () => {
        const promtail = gatewaySignals("promtail", "gateway");
        assert.ok(JSON.stringify(dashboard).includes(JSON.stringify('{service_name="kong"}')));
        assert.ok(JSON.stringify(promtail).includes(JSON.stringify('{namespace="gateway"}')));
    });
});
