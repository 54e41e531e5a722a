import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { outputsOf, type OwnObservability, type StackOutputs } from "../../components/outputs";
import type { ClusterLayer, GatewayLayer, ObservabilityLayer } from "../../model/layers";
import type { SignalCheck } from "../../model/signalCheck";

const text = pulumi.output("text");
const cluster: ClusterLayer<pulumi.Output<string>> = {
    kubeconfig: text,
    identifier: text,
    nodesComeWithLoad: false,
    loadBalancers: { "internet-facing": { annotations: {}, namespaceLabels: {} } },
};
const page = { served: { service: "page", namespace: "observability", ports: { http: 80 } }, url: text };
const observability: ObservabilityLayer<pulumi.Output<string>> = {
    namespace: "observability",
    prometheusNamespace: "observability",
    grafana: { url: text, datasources: { namespace: "observability", label: "grafana_datasource=1" } },
    storeHeaders: {},
    namespaceLabels: {},
    lineCounts: true,
    spanMetrics: true,
    spanCounts: true,
    datasources: { prometheus: text, alertmanager: text, loki: text, tempo: text },
    otlp: { grpc: text, http: text },
    logIngestion: "otlp",
    destinations: { metrics: ["in-cluster"], logs: ["in-cluster"], traces: ["in-cluster"] },
    dashboards: { namespace: "observability", labels: {}, annotations: {} },
    queryStrings: false,
    pages: { grafana: page, prometheus: page, alertmanager: page },
    grafanaAdminSecret: { namespace: "observability", name: text },
    rules: {
        monitorLabels: { release: "kube-prometheus-stack" },
        runbookBaseUrl: "https://git.example.com",
        grafanaUrl: undefined,
    },
    checks: [],
    heard: [{ severity: "critical", labels: {}, receivers: ["chat"] }],
};
const gateway: Omit<GatewayLayer<pulumi.Output<string>>, "checks"> = {
    proxies: { kong: { address: text, url: text } },
    elsewhere: {},
};

const facts = {
    topology: "hybrid",
    sampling: { rate: 1, trustCallers: false, strategy: "head", spans: "all" },
    accessLog: { enabled: true, queryString: false },
    services: [],
} as const;

describe("the stack's outputs", () => {
    const outputs = (checks: SignalCheck[], objectStores: OwnObservability["objectStores"] = {}): StackOutputs => {
        return outputsOf({
            cluster: { layer: cluster, isOwn: true },
            observability: { layer: observability, ways: undefined, objectStores, senderCertificates: {} },
            gateway: { ...facts, services: [], layer: { ...gateway, checks }, observability },
        });
    };
    const probe = (checks: SignalCheck[]): object => outputs(checks).probe!;

    it("name the buckets of signals that are in S3, where any is", () => {
        assert.deepEqual(Object.keys(outputs([], { logs: { bucket: text } }).buckets ?? {}), ["logs"]);
        assert.ok(!("buckets" in outputs([])));
    });

    it("hand on what rooms let verify ask", () => {
        const check = { signal: "routes answered", query: "probe_success", found: "answers", missing: "None." };
        assert.deepEqual(probe([check]), { ...probe([]), checks: [check] });
    });

    it("have no such key where no room does", () => assert.ok(!("checks" in probe([]))));

    it("hand on the layers that are the stack's own, and the kubeconfig beside them", () => {
        const { layers } = outputs([]);
        const { identifier, nodesComeWithLoad, loadBalancers } = cluster;
        assert.deepEqual(layers, {
            version: 1,
            clusterIdentifier: identifier,
            cluster: { nodesComeWithLoad, loadBalancers },
            observability,
            gateway: { ...gateway, checks: [] },
        });
    });

    it("say nothing of layers that are others', or that are not there", () => {
        const alone = outputsOf({ cluster: { layer: cluster, isOwn: true } });
        assert.deepEqual(Object.keys(alone), ["kubeconfig", "layers"]);
        assert.deepEqual(Object.keys(alone.layers), ["version", "clusterIdentifier", "cluster"]);

        const served = outputsOf({
            cluster: { layer: cluster, isOwn: false },
            gateway: { ...facts, services: [], layer: { ...gateway, checks: [] }, observability },
        });
        assert.deepEqual(Object.keys(served.layers), ["version", "clusterIdentifier", "gateway"]);
        const references = [
            { layer: "observability" as const, stack: "acme/observability/prod", key: "observability.name" },
        ];
        const read = outputsOf({ cluster: { layer: cluster, isOwn: true }, references });
        assert.deepEqual(read.reads, { observability: "acme/observability/prod" });
        assert.ok(!("reads" in served));
        assert.ok(!("grafana" in served) && !("datasources" in served), "observability's are its own stack's");
        assert.equal(served.probe?.logIngestion, "otlp");
    });
});
