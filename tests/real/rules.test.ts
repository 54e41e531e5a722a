import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import type { Alert } from "../../components/alertRules";
import { hybridAlerts, ingressControllerAlerts } from "../../components/kong/rules";
import { gatewayDashboard } from "../../components/observability/gatewayDashboard";
import { signalAlerts } from "../../components/observability/signalAlerts";

const signals = signalAlerts({ samplingRate: 0.1, accessLogs: true });

/** Prometheus' own tool for rules. Where it is missing the tests fail: they are run on purpose. */
function promtool(command: string[], files: Record<string, unknown>): void {
    const folder = mkdtempSync(path.join(tmpdir(), "promtool-"));
    try {
        for (const [name, content] of Object.entries(files)) {
            writeFileSync(path.join(folder, name), stringify(content));
        }
        execFileSync("promtool", command, { cwd: folder, stdio: "pipe" });
    } catch (error) {
        const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
        assert.fail(`promtool ${command.join(" ")}: ${String(stdout)}${String(stderr)}${stdout === undefined ? String(error) : ""}`);
    } finally {
        rmSync(folder, { recursive: true });
    }
}

const rules = (list: Alert[]): object => ({ groups: [{ name: "tested", rules: list }] });

/** One alert at one time of a history: whether it fires. */
function fires(alert: string, minutes: number, series: Record<string, string>): boolean {
    const test = {
        rule_files: ["rules.yaml"],
        evaluation_interval: "1m",
        tests: [
            {
                interval: "1m",
                input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
                promql_expr_test: [{ expr: `count(ALERTS{alertname="${alert}", alertstate="firing"}) or vector(0)`, eval_time: `${minutes}m`, exp_samples: [{ labels: "{}", value: 1 }] }],
            },
        ],
    };
    try {
        promtool(["test", "rules", "test.yaml"], { "rules.yaml": rules(signals), "test.yaml": test });
        return true;
    } catch (error) {
        // Any other failure is not an answer.
        assert.match(String(error), /got:"?\{\} 0E\+00|\{\} 0E\+00/);
        return false;
    }
}

describe("Prometheus' own tool", function () {
    this.timeout(30_000);

    it("accepts every alert", () => {
        promtool(["check", "rules", "rules.yaml"], { "rules.yaml": rules([...hybridAlerts, ...ingressControllerAlerts, ...signals]) });
    });

    it("accepts every question of the gateway's dashboard", () => {
        const { panels } = gatewayDashboard({ logIngestion: "otlp", gatewayNamespace: "kong" });
        const questions = panels.flatMap(({ targets }) => (targets as { expr?: string; datasource: { type: string } }[]).filter(({ datasource }) => datasource.type === "prometheus"));
        const recorded = questions.map(({ expr = "" }, index) => ({ record: `question:${index}`, expr: expr.replaceAll("$__rate_interval", "5m") }));
        assert.ok(recorded.length >= 15);
        promtool(["check", "rules", "rules.yaml"], { "rules.yaml": { groups: [{ name: "dashboard", rules: recorded }] } });
    });

    const busy = { 'kong_http_requests_total{route="echo", code="200"}': "0+60x60" };

    it("sees TracesMissing fire where requests pass and no span arrives, even where the series was never there", () => {
        assert.equal(fires("TracesMissing", 40, busy), true);
        assert.equal(fires("TracesMissing", 40, { ...busy, 'otelcol_receiver_accepted_spans{receiver="otlp"}': "0x60" }), true);
    });

    it("sees it stay quiet where spans arrive, and where hardly anybody asks", () => {
        assert.equal(fires("TracesMissing", 40, { ...busy, 'otelcol_receiver_accepted_spans{receiver="otlp"}': "0+6x60" }), false);
        assert.equal(fires("TracesMissing", 40, { 'kong_http_requests_total{route="echo", code="200"}': "0+1x60" }), false);
    });

    it("sees TracesMissing end once spans arrive again", () => {
        assert.equal(fires("TracesMissing", 60, { ...busy, 'otelcol_receiver_accepted_spans{receiver="otlp"}': "0x45 6+6x20" }), false);
    });

    it("takes Kong's own log lines for no access line", () => {
        const own = { 'otelcol_receiver_accepted_log_records{receiver="otlp"}': "0+60x60" };
        assert.equal(fires("AccessLogsMissing", 40, { ...busy, ...own }), true);
        assert.equal(fires("AccessLogsMissing", 40, { ...busy, ...own, 'otelcol_receiver_accepted_log_records{receiver="file_log"}': "0+60x60" }), false);
    });

    it("sees TelemetryDropped fire for each kind of loss, and end with it", () => {
        assert.equal(fires("TelemetryDropped", 30, { 'otelcol_exporter_send_failed_spans{exporter="otlp_grpc/tempo"}': "0x10 10+10x30" }), true);
        assert.equal(fires("TelemetryDropped", 30, { 'otelcol_exporter_enqueue_failed_log_records{exporter="otlp_http/loki"}': "0x10 10+10x30" }), true);
        assert.equal(fires("TelemetryDropped", 50, { 'otelcol_exporter_send_failed_spans{exporter="otlp_grpc/tempo"}': "0x10 10+10x10 110x40" }), false);
    });
});
