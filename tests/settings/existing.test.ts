import assert from "node:assert/strict";
import { check, problems } from "./helpers";

const prometheus = {
    namespace: "monitoring",
    monitorLabels: { release: "prom" },
    url: "http://prometheus-operated.monitoring.svc:9090",
};
const loki = { url: "http://loki-gateway.logging.svc" };
const tempo = { url: "http://tempo.tracing.svc:3200", otlpEndpoint: "http://tempo.tracing.svc:4317" };
const grafana = { namespace: "monitoring", url: "https://grafana.example.com", has: [] };
const otlp = { endpoint: "http://otel.telemetry.svc:4318", cutsQueryStrings: true };
const all = { prometheus, loki, tempo: { url: tempo.url }, grafana, otlp };

/** Without the settings of the valid stack that are about what then exists. */
const plain = {
    access: {},
    alerts: {},
    metrics: {},
    logs: {},
    traces: {},
    collector: {},
    networkPolicies: {},
    chartOverrides: {},
    probes: {},
};
const wrong = (existing: object, more: object = {}): string[] =>
    problems({ ...plain, observability: { existing }, ...more });

describe("what exists already", () => {
    it("may be each signal by itself, or all of them", () => {
        assert.deepEqual(wrong({}), []);
        for (const [name, one] of Object.entries({ prometheus, loki, tempo, grafana, otlp })) {
            assert.deepEqual(wrong({ [name]: one }), [], name);
        }
        assert.deepEqual(wrong({ loki, tempo }), []);
        assert.deepEqual(wrong({ prometheus, grafana }), []);
        assert.deepEqual(wrong(all), []);
    });

    it("has the defaults of the charts that most run", () => {
        const { settings } = check({
            ...plain,
            observability: { existing: { grafana, loki: { url: `${loki.url}/` } } },
        });
        const { existing } = settings.observability as { existing: Record<string, object> };
        assert.deepEqual(existing.grafana, {
            ...grafana,
            datasourceLabel: { key: "grafana_datasource", value: "1" },
            dashboardLabel: { key: "grafana_dashboard", value: "1" },
            folderAnnotation: "grafana_folder",
        });
        assert.deepEqual(existing.loki, { url: loki.url, headers: {} });
    });

    it("is named by addresses that every namespace resolves", () => {
        const address = (url: string): string => wrong({ loki: { url } }).join("\n");
        assert.match(address("http://loki:3100"), /a host that every namespace resolves/);
        assert.match(address("loki.logging.svc"), /an address such as http:\/\/loki-gateway/);
        assert.match(address("https://user:secret@loki.example.com"), /an address without login/);
        assert.doesNotMatch(address("https://user:secret@loki.example.com"), /secret@/);
        assert.match(wrong({ loki: { ...loki, otlpUrl: `${loki.url}/otlp/v1/logs` } }).join(), /the base address/);
        assert.match(wrong({ otlp: { ...otlp, endpoint: "http://otel.telemetry.svc:4317" } }).join(), /no gRPC/);
        assert.match(
            wrong({ tempo: { ...tempo, otlpEndpoint: "http://tempo.tracing.svc" } }).join(),
            /scheme, host and port with otlpProtocol grpc/,
        );
    });

    it("is sent secrets over TLS alone, except within the cluster, and its tenant once", () => {
        const headers = { authorization: { secretName: "loki", key: "login" } };
        assert.deepEqual(wrong({ loki: { ...loki, headers } }), []);
        assert.match(
            wrong({ loki: { url: "http://loki.example.com", headers } }).join("\n"),
            /existing\.loki\.url: .*https, since headers would carry secrets/,
        );
        assert.match(
            wrong({ loki: { ...loki, headers: { "X-Scope-OrgID": { value: "a" } } } }).join("\n"),
            /the tenant stands in `tenant`/,
        );
        assert.match(
            wrong({
                otlp: { ...otlp, headers: { authorization: "Bearer abcdefghijklmnopqrstuvwxyz0123456789" } },
            }).join(),
            /no secret: they stand in Kong's configuration/,
        );
    });

    it("leaves nothing to set of what is not installed then", () => {
        const cases: [object, object, string][] = [
            [{ prometheus }, { metrics: { retention: "30d" } }, "metrics.retention"],
            [{ prometheus }, { metrics: { replicas: 2 } }, "metrics.replicas"],
            [{ prometheus }, { alerts: { groupWait: "1m" } }, "alerts.groupWait"],
            [{ prometheus }, { alerts: { applicationErrors: { moreThan: 3 } } }, "alerts.applicationErrors"],
            [{ grafana }, { metrics: { grafana: { volumeSize: "1Gi" } } }, "metrics.grafana.volumeSize"],
            [{ loki }, { logs: { retention: "30d" } }, "logs.retention"],
            [{ loki }, { logs: { chart: "loki-stack" } }, "logs.chart"],
            [{ loki }, { logs: { shipper: "promtail" } }, "logs.shipper"],
            [{ tempo }, { traces: { volumeSize: "1Gi" } }, "traces.volumeSize"],
            [{ otlp }, { collector: { replicas: 2 } }, "collector.replicas"],
            [{ otlp }, { logs: { events: false } }, "logs.events"],
            [{ otlp }, { logs: { containers: { enabled: false } } }, "logs.containers"],
            [{ otlp }, { traces: { retention: "1d" } }, "traces.retention"],
        ];
        for (const [existing, more, key] of cases) {
            const found = wrong(existing, more);
            assert.ok(
                found.some((text) => text.startsWith(`p:${key}: got `)),
                `${key}\n${found.join("\n")}`,
            );
        }
        const page = { host: "p.example.com", tls: { kind: "elsewhere" } };
        const pages = { through: { kind: "ingress", className: "nginx" }, grafana: page };
        assert.match(wrong({ grafana }, { access: pages }).join("\n"), /access\.grafana: got .*reached as it is today/);
    });

    it("leaves no override of a chart that is not installed, or of its parts", () => {
        const overridden = (existing: object, chart: string, values: object = { x: 1 }): string =>
            wrong(existing, { chartOverrides: { [chart]: values } }).join("\n");
        assert.match(overridden({ loki }, "loki"), /not installed with observability\.existing\.loki/);
        assert.match(overridden({ otlp }, "opentelemetry-operator"), /observability\.existing\.otlp/);
        assert.match(overridden({ prometheus, grafana }, "kube-prometheus-stack"), /prometheus and observability/);
        assert.match(
            overridden({ prometheus }, "kube-prometheus-stack", { prometheusOperator: { enabled: true } }),
            /chartOverrides\.kube-prometheus-stack\.prometheusOperator: .*Grafana alone/,
        );
        assert.equal(overridden({ prometheus }, "kube-prometheus-stack", { grafana: { replicas: 1 } }), "");
    });

    it("says what would silently be missing", () => {
        assert.match(
            wrong({ otlp: { endpoint: otlp.endpoint } }).join("\n"),
            /existing\.otlp\.cutsQueryStrings: got false; allowed: true once that collector cuts query strings/,
        );
        assert.match(wrong({ tempo: { url: tempo.url } }).join("\n"), /existing\.tempo\.otlpEndpoint: missing/);
        const elsewhere = [{ kind: "otlp", name: "vendor", endpoint: "https://otlp.example.com" }];
        assert.match(
            wrong({ loki }, { logs: { destinations: elsewhere } }).join("\n"),
            /existing\.loki: set, but nothing is sent there; allowed: in-cluster among logs\.destinations/,
        );
        const named = [{ kind: "in-cluster" }, { ...elsewhere[0], name: "loki" }];
        assert.match(wrong({ loki }, { logs: { destinations: named } }).join("\n"), /allowed: any other name/);
        const monitor = { name: "a", namespace: "shop", selector: { matchLabels: { a: "b" } }, port: "http" };
        assert.match(
            wrong({ prometheus }, { metrics: { serviceMonitors: [{ ...monitor, scrapeRole: true }] } }).join("\n"),
            /serviceMonitors\[0\]\.scrapeRole: got true; allowed: false/,
        );
    });

    it("takes out of a Grafana that exists no Secret of this stack", () => {
        const headers = { authorization: { secretName: "loki", key: "login" } };
        assert.match(
            wrong({ grafana, loki: { ...loki, headers } }).join("\n"),
            /existing\.loki\.headers\.authorization: got the Secret loki; allowed: \{ credential: NAME \}/,
        );
        const credentials = { login: "[secret]" };
        const given = { ...loki, headers: { authorization: { credential: "login" } } };
        assert.deepEqual(wrong({ grafana, loki: given }, { credentials }), []);
    });
});
