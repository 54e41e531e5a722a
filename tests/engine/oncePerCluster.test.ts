import assert from "node:assert/strict";
import type { LiveObjects } from "./simulator/liveApi";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

type Workload = LiveObjects["workloads"][number];

describeEngine("what a cluster takes once, and has already", (suite) => {
    let stack: EngineStack;
    before(async () => {
        stack = await suite.stack("local");
    });
    const others = { namespace: "theirs", release: { releaseName: "first", namespace: "theirs" } };
    const there: [what: string, workload: Workload, refusal: RegExp][] = [
        [
            "a Prometheus operator",
            {
                ...others,
                kind: "deployments",
                name: "operator",
                image: "mirror.example/operator:v0.80.0",
                args: ["--prometheus-config-reloader=mirror.example/prometheus-config-reloader:v0.80.0"],
            },
            /kong-observability:observability\.existing\.prometheus: not set, but the Prometheus operator theirs\/operator of Helm release first/,
        ],
        [
            "a node exporter",
            { ...others, kind: "daemonsets", name: "exporter", image: "mirror.example/exporter:v1", hostPort: 9100 },
            /kong-observability:releaseNames\.kube-prometheus-stack: got a node exporter for this stack, and DaemonSet theirs\/exporter is there/,
        ],
        [
            "an OpenTelemetry operator",
            {
                ...others,
                kind: "deployments",
                name: "otel",
                image: "ghcr.io/open-telemetry/opentelemetry-operator/opentelemetry-operator:0.140.0",
            },
            /kong-observability:releaseNames\.opentelemetry-operator: got an OpenTelemetry operator for this stack, and Deployment theirs\/otel is there/,
        ],
        [
            "a CloudNativePG operator",
            { ...others, kind: "deployments", name: "cnpg", image: "ghcr.io/cloudnative-pg/cloudnative-pg:1.28.0" },
            /kong-observability:releaseNames\.cloudnative-pg: got a CloudNativePG operator for this stack, and Deployment theirs\/cnpg is there/,
        ],
    ];
    for (const [what, workload, refusal] of there) {
        it(`is refused a second of in a preview: ${what}`, async () => {
            suite.live.workloads = [workload];
            const { failed, output } = await stack.cli("preview");
            assert.ok(failed, output);
            assert.match(output, refusal);
            assert.deepEqual(suite.simulator.world.ledger.touched, []);
        });
    }

    it("is none of it what only looks alike, is stopped by its port, or is this stack's own", async () => {
        const elsewhere: Workload = {
            ...others,
            kind: "daemonsets",
            name: "exporter",
            image: "quay.io/prometheus/node-exporter:v1.10.2",
            hostPort: 9101,
        };
        const namespace = "observability";
        const own = { namespace, release: { releaseName: "opentelemetry-operator", namespace } };
        suite.live.workloads = [elsewhere, { ...there[2]![1], ...own }];
        const { failed, output } = await stack.cli("preview");
        assert.ok(!failed, output);
    });
});
