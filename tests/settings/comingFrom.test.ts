import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { comingFrom, pages } from "../../settings/comingFrom";
import { root } from "../../tools/plan/evaluate";
import { check, lines, problems } from "./helpers";

const controlled = { topology: "ingress-controller" };
const monitor = { name: "a", namespace: "b", port: "c", selector: { app: "a" } };

/** What a post or chart has, as somebody would write it here first, and the key that does the same. */
const habits: [string, Record<string, unknown>, string][] = [
    ["000", { prometheus: {} }, "p:prometheus: unknown key; here: metrics "],
    ["000", { metrics: { prometheusSpec: { scrapeInterval: "10s" } } }, "metrics.scrapeInterval"],
    ["000", { metrics: { grafana: { persistence: { enabled: true } } } }, "metrics.grafana.volumeSize"],
    ["000", { metrics: { grafana: { dashboardProviders: {} } } }, "metrics.grafana.dashboards[].folder"],
    ["000", { metrics: { grafana: { datasources: { "datasources.yaml": {} } } } }, "allowed: a list; here: no setting"],
    ["000", { metrics: { grafana: { dashboards: { default: {} } } } }, "metrics.grafana.kongDashboards"],
    ["000", { loki: { image: { tag: "2.9.3" } } }, "logs"],
    ["000", { collector: { mode: "daemonset" } }, "collector.replicas"],
    ["000", { collector: { config: { receivers: {} } } }, "collector.exporters"],
    ["000", { gateway: { env: { tracing_instrumentations: "all" } } }, "sampling"],
    ["000", { gateway: { serviceMonitor: { enabled: true } } }, "kong.scrapeInterval"],
    ["000", { kong: { ...controlled, serviceMonitor: { enabled: true } } }, "kong.scrapeInterval"],
    ["001", { kong: { ...controlled, replicaCount: 2 } }, "kong.gateways.replicas"],
    ["001", { kong: { ...controlled, proxy: { type: "NodePort" } } }, "kong.gateways.proxy"],
    [
        "001",
        { kong: { ...controlled, gateways: { proxy: { type: "NodePort", http: { nodePort: 32080 } } } } },
        "httpNodePort",
    ],
    ["001", { kong: { ...controlled, ingressController: { installCRDs: false } } }, "kong.controller"],
    ["001", { kong: { ...controlled, admin: { enabled: true } } }, "the Admin API stays inside"],
    ["001", { metrics: { grafana: { adminPassword: "prom-operator" } } }, "the Secret grafana-admin"],
    [
        "001",
        { metrics: { serviceMonitors: [{ ...monitor, labels: { release: "prometheus" } }] } },
        "every monitor is taken",
    ],
    ["001", { metrics: { serviceMonitorSelector: {} } }, "every monitor is taken"],
    ["002", { metrics: { remoteWrite: [{ url: "http://deepflow-agent/api/v1/prometheus" }] } }, "metrics.destinations"],
    ["002", { metrics: { agentMode: true } }, "an agent answers no query"],
    [
        "002",
        { gateway: { plugins: [{ name: "opentelemetry", config: { endpoint: "http://x/api/v1/otel/trace" } }] } },
        "traces.destinations",
    ],
    ["002", { deepflow: { global: { storageClass: "gp3" } } }, "deepflow.clickhouse"],
    ["002", { deepflow: { grafana: { enabled: false } } }, "deepflow.grafanaPlugins"],
    [
        "003",
        { kong: { topology: "traditional" } },
        'got "traditional"; allowed: hybrid, ingress-controller, data-planes',
    ],
    ["003", { kong: { topology: "hybrid", env: { role: "control_plane" } } }, "kong.dataPlanes[].env"],
    ["003", { kong: { ...controlled, env: { role: "data_plane" } } }, "kong.gateways.env"],
    ["003", { kong: { topology: "hybrid", controlPlane: { env: {} } } }, "kong.database"],
    ["003", { kong: { topology: "hybrid", image: { tag: "3.10.0.2" } } }, "kong.edition"],
    ["003", { kong: { topology: "hybrid", secretVolumes: ["kong-cluster-cert"] } }, "kong.certificate"],
    ["003", { kong: { topology: "hybrid", enterprise: { enabled: true } } }, "kongLicense"],
    ["003", { kong: { topology: "hybrid", clustertelemetry: { enabled: true } } }, "kong.edition enterprise"],
    ["003", { kong: { topology: "hybrid", cluster: { enabled: true } } }, "kong.controlPlane.expose"],
    [
        "003",
        { kong: { topology: "hybrid", manager: { enabled: false } } },
        "allowed: true or false; here: the value itself",
    ],
    ["003", { kong: { topology: "hybrid", postgresql: { enabled: true } } }, "kong.database"],
    ["003", { kong: { topology: "hybrid", password: "kong_admin_password" } }, "the Secret kong-superuser"],
    ["003", { kong: { topology: "hybrid", dataPlanes: [{ name: "a", enterprise: {} }] } }, "kong.edition"],
    ["003", { syncPolicy: { automated: {} } }, "delivery"],
    ["004", { metrics: { serviceMonitors: [{ ...monitor, endpoints: [{ port: "http" }] }] } }, "port, path, interval"],
    ["004", { metrics: { serviceMonitors: [{ ...monitor, matchLabels: { app: "a" } }] } }, "here: selector "],
    ["004", { alerts: { slack_api_url: "https://hooks.slack.com/services/x" } }, "alerts.receivers[].webhookUrl"],
    ["004", { alerts: { route: { receiver: "Default" } } }, "alerts.routes"],
    ["004", { logs: { persistence: { enabled: true } } }, "volumeSize"],
];

describe("keys of posts and charts, which are no settings here", () => {
    for (const [post, changes, expected] of habits) {
        it(`lead from ${JSON.stringify(changes)} to the setting and to the page`, () => {
            const [problem = "", ...more] = lines(check(changes).problems);
            assert.deepEqual(more, []);
            assert.ok(problem.includes(expected), problem);
            assert.ok(problem.endsWith(`(docs/coming-from/${post}.md)`), problem);
            assert.ok(!/hooks\.slack\.com|prom-operator|kong_admin/.test(problem), problem);
        });
    }

    it("name only pages that there are, and settings that there are", () => {
        const known = readFileSync(path.join(root, "docs/configuration.md"), "utf8");
        for (const [page, habitsOf] of Object.entries(pages)) {
            assert.ok(existsSync(path.join(root, page)), page);
            for (const instead of Object.values(habitsOf)) {
                for (const [setting] of instead.matchAll(/\b[a-z]\w*(?:\[\])?(?:\.\w+(?:\[\])?)+/g)) {
                    assert.ok(known.includes(`| \`${setting}\` |`) || known.includes(`| \`${setting}[]`), setting);
                }
            }
        }
    });

    it("take the closest of several, and none for what is only misspelt", () => {
        assert.ok(comingFrom("p:metrics.grafana.persistence").includes("metrics.grafana.volumeSize"));
        assert.ok(comingFrom("p:traces.persistence").includes("volumeSize of"));
        for (const misspelt of [{ logs: { retentoin: "1d" } }, { metrics: { grafana: { volumeSize: 5 } } }]) {
            assert.ok(!problems(misspelt).join().includes("coming-from"));
        }
    });
});
