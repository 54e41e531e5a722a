import assert from "node:assert/strict";
import { datasourceUids } from "../../../../../model/datasources";
import { series } from "../../../../../components/shared/dashboards/panels";
import { dashboardsOf, signalAlerts } from "../../made";
import { panelsOf, targetsOf } from "./model";

const all = dashboardsOf();
const asked = (dashboards: ReturnType<typeof dashboardsOf>): Set<string> =>
    new Set(
        Object.values(dashboards)
            .flatMap(targetsOf)
            .map(({ datasource }) => datasource.uid),
    );

describe("the program's own dashboards", () => {
    it("have the schema of Grafana 13, fit into a ConfigMap, and are the same each time", () => {
        const again = dashboardsOf();
        for (const [name, dashboard] of Object.entries(all)) {
            const text = JSON.stringify(dashboard);
            assert.equal(dashboard.schemaVersion, 42, name);
            assert.ok(Buffer.byteLength(text) < 200_000, `${name}: ${Buffer.byteLength(text)}`);
            assert.equal(text, JSON.stringify(again[name as keyof typeof all]));
        }
    });

    for (const [name, dashboard] of Object.entries(all)) {
        it(`lay their panels out side by side, none over another: ${name}`, () => {
            const places = (dashboard.panels ?? []).map(({ gridPos = { x: 0, y: 0, w: 0, h: 0 } }) => gridPos);
            const cells = places.flatMap(({ x, y, w, h }) =>
                Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
            );
            assert.ok(cells.length > 100);
            assert.equal(new Set(cells).size, cells.length);
            assert.ok(places.every(({ x, w }) => x + w <= 24));
        });
    }

    it("ask the datasources that are provisioned, and none that a stack has not", () => {
        const { prometheus, loki, tempo } = datasourceUids;
        assert.deepEqual(asked(all), new Set([prometheus, loki, tempo]));
        assert.deepEqual(asked(dashboardsOf({ stores: ["loki"] })), new Set([prometheus, loki]));
        assert.deepEqual(asked(dashboardsOf({ stores: ["tempo"] })), new Set([prometheus, tempo]));
        const without = dashboardsOf({ stores: [], gateway: { objectives: false } });
        assert.deepEqual(asked(without), new Set([prometheus]));
        assert.deepEqual(Object.keys(without), ["gateway", "applications", "telemetry", "cost"]);
    });

    it("ask no store that is not there by its own series either", () => {
        const series = (stores: ("loki" | "tempo")[]): string =>
            Object.values(dashboardsOf({ stores, panels: { telemetry: [] }, gateway: { panels: [] } }))
                .flatMap(targetsOf)
                .map(({ expr }) => expr)
                .join("\n");
        assert.doesNotMatch(series(["loki"]), /\b(tempo|traces)_/);
        assert.doesNotMatch(series(["tempo"]), /\bloki_/);
    });

    it("lead from a latency to a trace by exemplars", () => {
        const { gateway } = all;
        assert.ok(gateway);
        assert.deepEqual(
            targetsOf(gateway)
                .filter(({ exemplar }) => exemplar)
                .map(({ expr }) =>
                    /traces_spanmetrics_latency_bucket\{service="kong", k8s_namespace_name="kong", span_kind="SPAN_KIND_SERVER"\}/.test(
                        expr ?? "",
                    ),
                ),
            [true],
        );
    });

    it("lead to each other, and from a table of traces to the request", () => {
        for (const { links, tags, uid } of Object.values(all)) {
            assert.deepEqual(
                links?.map(({ type, tags, keepTime }) => [type, tags, keepTime]),
                [["dashboards", ["kong-observability"], true]],
            );
            assert.ok(tags?.includes("kong-observability"), uid);
        }
        assert.match(JSON.stringify(all.gateway), /\/d\/kong-observability-request\?var-trace_id=\$\{__value\.raw\}/);
    });

    it("show what rooms contribute below everything else, two in a row, as it was contributed", () => {
        const contributed = ["a", "b", "c"].map((title) => series(title, "s", { up: "up" }));
        const { gateway, telemetry } = dashboardsOf({ gateway: { panels: contributed } });
        assert.ok(gateway && telemetry);
        const last = panelsOf(gateway).slice(-3);
        const below = last[0]?.gridPos?.y ?? 0;
        assert.deepEqual(
            last.map(({ title, gridPos }) => [title, gridPos?.x, (gridPos?.y ?? 0) - below]),
            [["a", 0, 0], ["b", 12, 0], ["c", 0, 8]], // prettier-ignore
        );
        assert.ok(panelsOf(telemetry).every(({ title }) => !["a", "b", "c"].includes(title ?? "")));
    });

    it("show each loss that an alert tells of", () => {
        const alerts = signalAlerts({ samplingRate: 1, accessLogs: true });
        const losses = ["TelemetryDropped", "TelemetryRefused", "TracesDiscarded", "KongQueueDropping"];
        const exprs = alerts.filter(({ alert }) => losses.includes(alert)).map(({ expr }) => expr);
        const told = new Set(exprs.join().match(/\b\w+_(?:failed|refused|discarded|dropped)_\w+\b/g));
        const shown = all.telemetry ? targetsOf(all.telemetry).map(({ expr }) => expr) : [];
        assert.equal(told.size, 10);
        assert.deepEqual(
            [...told].filter((name) => !shown.some((expr) => expr?.includes(name))),
            [],
        );
    });

    it("look for lines by the labels that this way of ingestion gives them", () => {
        const promtail = dashboardsOf({ logIngestion: "promtail", gateway: { namespace: "gateway" } });
        const exprs = (of: typeof all): string => JSON.stringify(Object.values(of).flatMap(targetsOf));
        assert.ok(exprs(all).includes(JSON.stringify('{service_name="kong", k8s_namespace_name="kong"}')));
        assert.ok(exprs(promtail).includes(JSON.stringify('{namespace="gateway"}')));
        const ofLoki = Object.values(promtail).flatMap(targetsOf).filter(({ datasource }) => datasource.uid === "loki"); // prettier-ignore
        assert.doesNotMatch(JSON.stringify(ofLoki), /k8s_namespace_name|detected_level/);
    });
});
