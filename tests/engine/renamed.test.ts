import assert from "node:assert/strict";
import { succeed, warningsOf } from "./messages";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

describeEngine("a release whose name or namespace changes", (suite) => {
    let stack: EngineStack;
    const moved = (of: string, before: string, after: string, key = `releaseNames.${of}`): string =>
        `kong-observability:${key}: from ${before} to ${after}: ${of} is uninstalled and installed again`;
    const empty = ", and starts with empty volumes: docs/adopting.md says what becomes of the old ones";
    const renamed = [
        moved("kube-prometheus-stack", "observability/kube-prometheus-stack", "observability/metrics") + empty,
        moved("opentelemetry-operator", "observability/opentelemetry-operator", "observability/otel"),
    ];
    const names = { "kube-prometheus-stack": "metrics", "opentelemetry-operator": "otel" };

    before(async () => {
        stack = await suite.stack("local");
        await succeed(stack.up());
        // Of all of it a cluster takes one: what runs is what moves.
        const namespace = "observability";
        const metrics = { namespace, release: { releaseName: "kube-prometheus-stack", namespace } };
        suite.live.workloads = [
            {
                ...metrics,
                kind: "deployments",
                name: "kube-prometheus-stack-operator",
                image: "quay.io/prometheus-operator/prometheus-operator:v0.93.1",
                args: ["--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1"],
            },
            {
                ...metrics,
                kind: "daemonsets",
                name: "kube-prometheus-stack-prometheus-node-exporter",
                image: "quay.io/prometheus/node-exporter:v1.10.2",
                hostPort: 9100,
            },
            {
                namespace,
                release: { releaseName: "opentelemetry-operator", namespace },
                kind: "deployments",
                name: "opentelemetry-operator",
                image: "ghcr.io/open-telemetry/opentelemetry-operator/opentelemetry-operator:0.140.0",
            },
        ];
    });

    it("says in a preview what it costs, as somebody at a terminal sees it", async () => {
        stack.set(["releaseNames"], names);
        const { failed, output } = await stack.cli("preview");
        assert.ok(!failed, output);
        renamed.forEach((text) => assert.ok(output.includes(`warning: ${text}\n`), output));
    });

    it("says so where Automation API runs the program too", async () => {
        const warnings = warningsOf(await succeed(stack.preview()));
        assert.deepEqual(warnings.filter((text) => text.includes("is uninstalled")).sort(), renamed);
    });

    it("says so of a namespace, with everything in it", async () => {
        stack.set(["releaseNames"], undefined);
        stack.set(["namespaces"], { observability: "watch" });
        const warnings = warningsOf(await succeed(stack.preview()));
        const of = (name: string): string => moved(name, `observability/${name}`, `watch/${name}`, "namespaces");
        assert.deepEqual(warnings.filter((text) => text.includes("is uninstalled")).sort(), [
            of("kube-prometheus-stack") + empty,
            of("loki") + empty,
            of("opentelemetry-operator"),
            of("tempo") + empty,
        ]);
        stack.set(["namespaces"], undefined);
    });

    it("says what to do where an up failed between its component and itself", async () => {
        const { failures } = suite.simulator.world;
        stack.set(["releaseNames"], { "kube-prometheus-stack": "metrics" });
        failures.push({
            operation: "delete",
            name: "metrics-kube-prometheus-stack",
            type: ":Release",
            message: "the cluster does not answer",
            halfMade: false,
        });
        assert.ok((await stack.up()).failed);
        failures.length = 0;
        const { failed, output } = await stack.cli("preview");
        assert.ok(failed, output);
        const back =
            "set releaseNames.kube-prometheus-stack back to kube-prometheus-stack, its namespace to observability";
        assert.ok(output.includes(back), output);
        stack.set(["releaseNames"], undefined);
        await succeed(stack.up());
    });

    it("is taken away before it begins anew, once, and says nothing of it afterwards", async () => {
        const { ledger } = suite.simulator.world;
        ledger.clear();
        stack.set(["releaseNames"], names);
        await succeed(stack.up());
        const releases = ledger.calls.filter(({ type }) => type.endsWith(":Release"));
        for (const name of ["metrics-kube-prometheus-stack", "collector-operator"]) {
            const done = releases.filter((call) => call.name === name).map(({ operation }) => operation);
            assert.deepEqual(done, ["delete", "create"], name);
        }
        const again = await succeed(stack.preview());
        assert.deepEqual(Object.keys(again.summary), ["same"]);
        assert.deepEqual(
            warningsOf(again).filter((text) => text.includes("is uninstalled")),
            [],
        );
    });
});
