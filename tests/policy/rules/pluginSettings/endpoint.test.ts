import assert from "node:assert/strict";
import { pluginSettings } from "../../../../policy/rules/pluginSettings/rule";
import { clusterPlugin, messages, release } from "../../helpers";
import { base, collector, otel, place } from "./made";

describe("policy plugin-settings, on the collector's address", () => {
    it("wants the collector in the cluster, over HTTP, at the right path", () => {
        const right = `allowed: ${base}/v1/traces`;
        const at = (traces_endpoint: string): string[] => otel({ traces_endpoint });
        const wrong = (got: string): string[] => [`${place}.traces_endpoint: got ${got}; ${right}`];
        const foreign = (got: string): string[] => [
            `${place}.traces_endpoint: got ${got}, which is not the collector in the cluster; ${right}, or what plugin-settings.allowedEndpoints lists in the policy configuration`,
        ];
        assert.deepEqual(
            at("http://opentelemetry-collector.observability.svc:4317/v1/traces"),
            wrong(
                "http://opentelemetry-collector.observability.svc:4317/v1/traces; port 4317 takes gRPC, and the plugin speaks OTLP over HTTP only",
            ),
        );
        assert.deepEqual(
            at("grpc://opentelemetry-collector.observability.svc:4318/"),
            wrong("grpc://opentelemetry-collector.observability.svc:4318/; the plugin speaks OTLP over HTTP only"),
        );
        assert.deepEqual(
            at("http://tempo.observability.svc:4318/v1/traces"),
            foreign("http://tempo.observability.svc:4318/v1/traces"),
        );
        assert.deepEqual(at("https://otlp.example.com/v1/traces"), foreign("https://otlp.example.com/v1/traces"));
        assert.deepEqual(
            at("http://opentelemetry-collector:4318/v1/traces"),
            foreign("http://opentelemetry-collector:4318/v1/traces"),
        );
        assert.deepEqual(at(`${base}/v1/logs`), wrong(`${base}/v1/logs`));
        assert.deepEqual(
            at("http://opentelemetry-collector.observability.svc/v1/traces"),
            wrong("http://opentelemetry-collector.observability.svc/v1/traces"),
        );
    });

    it("shows no credentials of an address", () => {
        assert.ok(
            otel({ traces_endpoint: "https://user:hunter2@otlp.example.com/v1/traces?api=hunter2" }).every(
                (message) => !message.includes("hunter2") && !message.includes("user:"),
            ),
        );
    });

    it("takes a bare name for a Service beside the gateway", () => {
        const near = release("kong", { env: { role: "data_plane" } }, { namespace: "observability" });
        const plugin = clusterPlugin("opentelemetry", {
            traces_endpoint: "http://opentelemetry-collector:4318/v1/traces",
        });
        assert.deepEqual(messages(pluginSettings, [collector, near, plugin]), []);
    });

    it("wants an HTTP receiver on the collector", () => {
        const grpc = {
            ...collector,
            inputs: { ...collector.inputs, spec: { config: { receivers: { otlp: { protocols: { grpc: {} } } } } } },
        };
        assert.deepEqual(
            messages(pluginSettings, [grpc, clusterPlugin("opentelemetry", { traces_endpoint: `${base}/v1/traces` })]),
            [
                `${place}.traces_endpoint: got ${base}/v1/traces, but that collector has no otlp receiver for http; add receivers.otlp.protocols.http`,
            ],
        );
    });

    it("judges by the address where the collector belongs to another stack", () => {
        const alone = (traces_endpoint: string): string[] =>
            messages(pluginSettings, [clusterPlugin("opentelemetry", { traces_endpoint })]);
        assert.deepEqual(alone(`${base}/v1/traces`), []);
        assert.equal(alone("https://otlp.example.com:4318/v1/traces").length, 1);
        assert.equal(alone(`${base}0/v1/traces`).length, 1);
    });

    it("wants an address for traces", () => {
        assert.deepEqual(otel({ traces_endpoint: undefined }), [
            `${place}: traces_endpoint is not set, so no trace is sent; set it to the collector's http address`,
        ]);
    });
});
