import assert from "node:assert/strict";
import { metricNames, promqlProblem } from "../../../../model/promql";
import { datasources } from "../../../../components/observability/grafana/datasources";

describe("datasources", () => {
    const urls = {
        urls: { prometheus: "p", alertmanager: "a", loki: "l", tempo: "t" },
        scrapeInterval: "10s",
        spanMetrics: true,
    };
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- Grafana's own shape
    const jsonData = (uid: string, logIngestion: "otlp" | "promtail"): any =>
        datasources({ ...urls, logIngestion }).find((datasource) => datasource.uid === uid)?.jsonData;

    it("lead from trace to logs and metrics, from log and exemplar to trace, and to the service graph", () => {
        const tempo = jsonData("tempo", "otlp");
        assert.equal(tempo.tracesToLogsV2.datasourceUid, "loki");
        assert.equal(tempo.tracesToMetrics.datasourceUid, "prometheus");
        assert.equal(tempo.serviceMap.datasourceUid, "prometheus");
        assert.equal(jsonData("loki", "otlp").derivedFields[0].datasourceUid, "tempo");
        assert.deepEqual(
            jsonData("prometheus", "otlp").exemplarTraceIdDestinations.map(
                (target: { datasourceUid: string }) => target.datasourceUid,
            ),
            ["tempo", "tempo"],
        );
    });

    it("lead from a span to the requests of its service, and to those that failed", () => {
        const queries = jsonData("tempo", "otlp").tracesToMetrics.queries as { name: string; query: string }[];
        // Grafana puts matchers of the span's tags there.
        const asked = queries.map(({ query }) => query.replace("$$__tags", 'service="shop"'));
        for (const query of asked) {
            assert.equal(promqlProblem(query), undefined, query);
            assert.ok(query.includes('service="shop"') && query.includes('span_kind="SPAN_KIND_SERVER"'), query);
        }
        assert.deepEqual(
            asked.map((query) => query.includes('status_code="STATUS_CODE_ERROR"')),
            [false, true, false],
        );
        assert.deepEqual(
            asked.map(metricNames).map((names) => [...names]),
            [
                ["traces_spanmetrics_calls_total"],
                ["traces_spanmetrics_calls_total"],
                ["traces_spanmetrics_latency_bucket"],
            ],
        );
    });

    it("look for a trace where this Loki keeps its id, and leave none of its zeros to chance", () => {
        const id = "00000000000000008448eb211c80319c";
        const [label] = jsonData("loki", "otlp").derivedFields;
        assert.deepEqual(
            ["trace_id", "parent_trace_id", "trace_id_extracted"].map((name) =>
                new RegExp(label.matcherRegex.replace("$$", "$")).test(name),
            ),
            [true, false, false],
        );
        const [, pattern = ""] = /\| trace_id=~"(.+)"$/.exec(jsonData("tempo", "otlp").tracesToLogsV2.query) ?? [];
        // Grafana's view shows an id of 64 bits as it is.
        for (const shown of [id, id.replace(/^0{16}/, "")]) {
            assert.match(id, new RegExp(`^(?:${pattern.replace("$${__span.traceId}", shown)})$`));
        }
        const [field] = jsonData("loki", "promtail").derivedFields;
        for (const line of [`{"trace_id": "${id}"}`, `{"traceId":"${id}"}`, `level=info traceid=${id} done`]) {
            assert.equal(new RegExp(field.matcherRegex).exec(line)?.[1], id, line);
        }
        assert.equal(jsonData("tempo", "promtail").tracesToLogsV2.query, '{namespace=~".+"} |= "$${__span.traceId}"');
    });

    it("write a dollar twice, because Grafana expands it in files", () => {
        assert.doesNotMatch(JSON.stringify(datasources({ ...urls, logIngestion: "otlp" })), /(?<!\$)\$(?!\$)/);
        assert.doesNotMatch(JSON.stringify(datasources({ ...urls, logIngestion: "promtail" })), /(?<!\$)\$(?!\$)/);
    });
});
