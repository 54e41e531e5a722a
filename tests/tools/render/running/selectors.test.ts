import assert from "node:assert/strict";
import type { Manifest } from "../../../../tools/render/manifests";
import { runningProblems } from "../../../../tools/render/running";
import { ownSource, place } from "../../../../tools/render/running/objects";
import { labels, object, problems, type Body, workload } from "./made";

describe("what runs: what Services and monitors select", () => {
    const pod = workload({ ports: [{ name: "http", containerPort: 8080 }] });
    const service = (spec: Body, name = "shop"): Manifest => object("Service", name, { spec }, { labels });
    const port = { name: "http", port: 80, targetPort: "http" };
    const good = service({ selector: labels, ports: [port] });
    const at = "shop (chart shop): Service/shop in shop";

    it("passes a Service that leads to a port, and those without a selector", () => {
        assert.deepEqual(
            problems(pod, good, service({ ports: [port] }), service({ type: "ExternalName", selector: { app: "x" } })),
            [],
        );
        assert.deepEqual(problems(pod, service({ selector: labels, ports: [{ port: 8080 }] })), []);
    });

    it("knows the pods of a Prometheus and of an Alertmanager, each of them, and their ports", () => {
        const operated = (kind: string, spec: Body): Manifest =>
            object(kind, "p", { apiVersion: "monitoring.coreos.com/v1", spec });
        const behind = (made: Manifest, selector: Body, ...ports: Body[]): string[] =>
            problems(made, service({ selector, ports }));
        const two = operated("Prometheus", { portName: "http-web", replicas: 2 });
        assert.deepEqual(
            behind(
                two,
                { "operator.prometheus.io/name": "p" },
                { port: 80, targetPort: "http-web" },
                { port: 9090 },
                { port: 8080, targetPort: "reloader-web" },
            ),
            [],
        );
        const pod = (number: number): Body => ({ "statefulset.kubernetes.io/pod-name": `prometheus-p-${number}` });
        assert.deepEqual(behind(two, pod(1), { port: 9090 }), []);
        assert.deepEqual(behind(two, pod(2), { port: 9090 }), [
            `${at} selects no pod: none in shop has statefulset.kubernetes.io/pod-name=prometheus-p-2`,
        ]);
        const one = operated("Alertmanager", {});
        assert.deepEqual(behind(one, { alertmanager: "p" }, { port: 80, targetPort: "web" }, { port: 9093 }), []);
        assert.deepEqual(behind(one, { alertmanager: "p" }, { port: 9090 }), [
            `${at} leads port 9090 to 9090, which no container of its pods opens`,
        ]);
    });

    it("finds a Service without pods, or without a port there", () => {
        assert.deepEqual(problems(pod, service({ selector: { app: "other" }, ports: [port] })), [
            `${at} selects no pod: none in shop has app=other`,
        ]);
        for (const targetPort of ["web", 9090]) {
            assert.deepEqual(problems(pod, service({ selector: labels, ports: [{ port: 80, targetPort }] })), [
                `${at} leads port 80 to ${targetPort}, which no container of its pods opens`,
            ]);
        }
    });

    it("finds a NetworkPolicy that guards no pod", () => {
        const policy = (matchLabels: object): Manifest =>
            object("NetworkPolicy", "closed", { spec: { podSelector: { matchLabels }, policyTypes: ["Ingress"] } });
        assert.deepEqual(problems(pod, policy(labels), policy({})), []);
        assert.deepEqual(problems(pod, policy({ ...labels, app: "renamed" })), [
            "shop (chart shop): NetworkPolicy/closed in shop selects no pod: none in shop has app=renamed",
        ]);
    });

    const monitor = (spec: Body, kind = "ServiceMonitor"): Manifest =>
        object(kind, "m", { spec: { selector: { matchLabels: labels }, ...spec } });

    it("passes monitors that find a port", () => {
        assert.deepEqual(
            problems(
                pod,
                good,
                monitor({ endpoints: [{ port: "http" }, { targetPort: 8080 }, { targetPort: "http" }] }),
            ),
            [],
        );
        assert.deepEqual(problems(pod, monitor({ podMetricsEndpoints: [{ port: "http" }] }, "PodMonitor")), []);
        const collector = (spec: Body): Manifest =>
            object("OpenTelemetryCollector", "otel", {
                apiVersion: "opentelemetry.io/v1beta1",
                spec: { serviceAccount: "default", ...spec },
            });
        const matchLabels = {
            "app.kubernetes.io/instance": "shop.otel",
            "operator.opentelemetry.io/collector-service-type": "monitoring",
        };
        const own = monitor({ selector: { matchLabels }, endpoints: [{ port: "monitoring" }] });
        assert.deepEqual(problems(collector({}), own), []);
        assert.deepEqual(problems(collector({ mode: "sidecar" }), own), [
            "shop (chart shop): ServiceMonitor/m in shop selects no Service in shop",
        ]);
    });

    it("finds monitors without a target, or without a port", () => {
        const [m, p] = ["shop (chart shop): ServiceMonitor/m in shop", "shop (chart shop): PodMonitor/m in shop"];
        const nobody = { selector: { matchLabels: { app: "x" } } };
        assert.deepEqual(problems(pod, good, monitor({ ...nobody, endpoints: [] })), [
            `${m} selects no Service in shop`,
        ]);
        assert.deepEqual(problems(pod, good, monitor({ endpoints: [{ port: "metrics" }] })), [
            `${m} asks for port metrics, which none of its Services has; they have http`,
        ]);
        assert.deepEqual(problems(pod, good, monitor({ endpoints: [{ targetPort: 9 }] })), [
            `${m} asks for the pods' port 9, which no container of theirs opens`,
        ]);
        assert.deepEqual(problems(pod, monitor({ ...nobody }, "PodMonitor")), [`${p} selects no pod in shop`]);
        assert.deepEqual(problems(pod, monitor({ podMetricsEndpoints: [{ port: "metrics" }] }, "PodMonitor")), [
            `${p} asks for port metrics, which none of its pods has`,
        ]);
    });

    it("says nothing of namespaces in which others run what is scraped", () => {
        const theirs = { selector: { matchLabels: { app: "x" } }, endpoints: [{ port: "x" }] };
        assert.deepEqual(
            problems(pod, good, monitor({ ...theirs, namespaceSelector: { matchNames: ["theirs"] } })),
            [],
        );
        assert.deepEqual(problems(pod, good, monitor({ ...theirs, namespaceSelector: { any: true } })), []);
    });

    it("expects of `default` what Kubernetes has there for a chart's monitor, and others' Services for one of ours", () => {
        const there = monitor({
            selector: { matchLabels: { app: "x" } },
            endpoints: [{ port: "x" }],
            namespaceSelector: { matchNames: ["default"] },
        });
        assert.equal(problems(there).length, 1);
        assert.deepEqual(runningProblems(place([there], "", ownSource), new Set()).problems, []);
    });
});
