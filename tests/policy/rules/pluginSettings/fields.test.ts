import assert from "node:assert/strict";
import { pluginSettings } from "../../../../policy/rules/pluginSettings/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { clusterPlugin, deckFile, kubernetes, messages, release, seenOf } from "../../helpers";
import { collector, otel, place, traced } from "./made";

const families = {
    status_code_metrics: true,
    latency_metrics: true,
    bandwidth_metrics: true,
    upstream_health_metrics: true,
};
const metrics = (config: object, settings: object = {}): string[] =>
    messages(pluginSettings, [clusterPlugin("prometheus", { ...families, ...config })], settings);

describe("policy plugin-settings", () => {
    it("passes for right fields, wherever the plugin is written", () => {
        assert.deepEqual(
            otel({
                sampling_rate: 1,
                resource_attributes: { "service.name": "kong" },
                queue: { max_batch_size: 200, concurrency_limit: -1 },
                propagation: { default_format: "w3c", inject: ["preserve"] },
            }),
            [],
        );
        assert.deepEqual(metrics({ per_consumer: false, ai_metrics: true }), []);
        assert.deepEqual(
            messages(pluginSettings, [
                collector,
                deckFile({
                    plugins: [
                        { name: "opentelemetry", config: traced },
                        { name: "prometheus", config: families },
                    ],
                }),
            ]),
            [],
        );
        assert.deepEqual(
            otel({
                traces_endpoint: "http://opentelemetry-collector.observability.svc.cluster.local:4318/v1/traces",
                headers: null,
            }),
            [],
        );
    });

    it("refuses the misspelt field of seed 000, and says which was meant", () => {
        assert.deepEqual(otel({ resource_arrtibutes: { "service.name": "kong" } }), [
            `${place}.resource_arrtibutes: Kong 3.9.3 does not know this field and refuses the plugin, did you mean "resource_attributes"?`,
        ]);
        assert.deepEqual(otel({ queue: { max_batchsize: 1 } }), [
            `${place}.queue.max_batchsize: Kong 3.9.3 does not know this field and refuses the plugin, did you mean "max_batch_size"?`,
        ]);
        assert.deepEqual(metrics({ wasm: true }), [
            "KongClusterPlugin prometheus: config.wasm: Kong 3.9.3 does not know this field and refuses the plugin; allowed: per_consumer, status_code_metrics, latency_metrics, bandwidth_metrics, upstream_health_metrics, ai_metrics",
        ]);
        assert.equal(metrics({ toString: true }).length, 1);
    });

    it("refuses values of the wrong type, and shows no text", () => {
        assert.deepEqual(otel({ sampling_rate: "1" }), [
            `${place}.sampling_rate: got a text; allowed: a number from 0 to 1`,
        ]);
        assert.deepEqual(otel({ sampling_rate: 2 }), [`${place}.sampling_rate: got 2; allowed: a number from 0 to 1`]);
        assert.deepEqual(otel({ read_timeout: 1.5 }), [
            `${place}.read_timeout: got 1.5; allowed: a whole number from 0 to 2147483646`,
        ]);
        assert.deepEqual(otel({ resource_attributes: ["service.name"] }), [
            `${place}.resource_attributes: got a list; allowed: texts by key`,
        ]);
        assert.deepEqual(otel({ resource_attributes: { team: "", size: 3 } }), [
            `${place}.resource_attributes["team"]: got an empty text; allowed: a text that is not empty`,
            `${place}.resource_attributes["size"]: got 3; allowed: a text that is not empty`,
        ]);
        assert.deepEqual(otel({ headers: "x" }), [`${place}.headers: got a text; allowed: texts by key`]);
        assert.deepEqual(otel({ queue: { concurrency_limit: 2 } }), [
            `${place}.queue.concurrency_limit: got 2; allowed: one of -1, 1`,
        ]);
        assert.deepEqual(otel({ queue: { max_batch_size: 8000 } }), [
            `${place}.queue.max_batch_size: got 8000; allowed: a whole number from 1 to 7999`,
        ]);
        assert.deepEqual(otel({ queue: { max_bytes: 0 } }), [
            `${place}.queue.max_bytes: got 0; allowed: a whole number of at least 1`,
        ]);
        assert.deepEqual(otel({ queue: 5 }), [`${place}.queue: got 5; allowed: an object`]);
        assert.deepEqual(otel({ propagation: { extract: "w3c", inject: ["zipkin"], clear: [true] } }), [
            `${place}.propagation.extract: got a text; allowed: a list of texts`,
            `${place}.propagation.inject[0]: got a text; allowed: one of preserve, ot, w3c, datadog, b3, b3-single, gcp, jaeger, aws`,
            `${place}.propagation.clear[0]: got true; allowed: a text that is not empty`,
            `${place}.propagation.default_format: missing, and Kong 3.9.3 requires it with the fields next to it`,
        ]);
        assert.deepEqual(otel({ logs_endpoint: "collector" }), [
            `${place}.logs_endpoint: got a text; allowed: an address with scheme and host`,
        ]);
        assert.deepEqual(metrics({ latency_metrics: "true" }), [
            "KongClusterPlugin prometheus: config.latency_metrics: got a text; allowed: true or false",
        ]);
    });

    it("refuses the deprecated endpoint of seed 002, and the other deprecated fields", () => {
        assert.deepEqual(
            messages(pluginSettings, [
                collector,
                clusterPlugin("opentelemetry", { endpoint: "http://$deepflow_agent_address/api/v1/otel/trace" }),
            ]),
            [`${place}.endpoint: deprecated, to be removed in Kong 4.0; use traces_endpoint`],
        );
        assert.deepEqual(otel({ header_type: "w3c", batch_span_count: 1 }), [
            `${place}.header_type: deprecated, to be removed in Kong 4.0; use propagation`,
            `${place}.batch_span_count: deprecated, to be removed in Kong 4.0; use queue.max_batch_size`,
        ]);
    });

    it("refuses fields beside config", () => {
        const beside = { ...clusterPlugin("opentelemetry", traced) };
        assert.deepEqual(
            messages(pluginSettings, [collector, { ...beside, inputs: { ...beside.inputs, sampling_rate: 1 } }]),
            [
                "KongClusterPlugin opentelemetry: sampling_rate is next to config, where it has no effect; move it under config",
            ],
        );
    });

    it("keeps headers out of every log, and knows what file-log takes", () => {
        const log = (name: string, config: Record<string, unknown>, settings: object = {}): string[] =>
            messages(pluginSettings, [clusterPlugin(name, config)], settings);
        const silent = { "request.headers": "return nil", "response.headers": "return nil" };
        assert.deepEqual(log("file-log", { path: "/dev/stdout", custom_fields_by_lua: silent }), []);
        assert.deepEqual(log("file-log", { path: "/tmp/%d", custom_fields_by_lua: silent }), [
            "KongClusterPlugin file-log: config.path: got a text; allowed: a path without * & % `",
        ]);
        assert.deepEqual(log("http-log", { http_endpoint: "http://a", custom_fields_by_lua: silent }), []);
        const open = (what: string): string =>
            `config.custom_fields_by_lua: does not exclude ${what}, so cookies and tokens are logged; set `;
        assert.deepEqual(log("tcp-log", {}), [
            `KongClusterPlugin tcp-log: ${open("request.headers and response.headers")}each to "return nil"`,
        ]);
        assert.deepEqual(
            log("file-log", { path: "/dev/stdout", custom_fields_by_lua: { "request.headers": "return nil" } }),
            [`KongClusterPlugin file-log: ${open("response.headers")}it to "return nil"`],
        );
        assert.deepEqual(log("http-log", {}, { allowLoggedHeaders: true }), []);
        assert.deepEqual(log("file-log", { pathh: "/dev/stdout", custom_fields_by_lua: silent }), [
            "KongClusterPlugin file-log: config.path: missing, and Kong 3.9.3 refuses the plugin without it",
            'KongClusterPlugin file-log: config.pathh: Kong 3.9.3 does not know this field and refuses the plugin, did you mean "path"?',
        ]);
        const off = clusterPlugin("http-log", {});
        assert.deepEqual(messages(pluginSettings, [{ ...off, inputs: { ...off.inputs, disabled: true } }]), []);
    });

    it("wants all metric families, which Kong has off, and none for each consumer", () => {
        assert.deepEqual(messages(pluginSettings, [clusterPlugin("prometheus", {})]), [
            "KongClusterPlugin prometheus: config: status_code_metrics, latency_metrics, bandwidth_metrics, upstream_health_metrics are off (Kong's default), so these metrics do not exist; set to true",
        ]);
        assert.equal(
            metrics({ latency_metrics: false })[0],
            "KongClusterPlugin prometheus: config: latency_metrics is off (Kong's default), so these metrics do not exist; set to true",
        );
        assert.deepEqual(metrics({ per_consumer: true }), [
            "KongClusterPlugin prometheus: config.per_consumer: got true, which makes series for each consumer; allowed here: false",
        ]);
    });

    it("says nothing of what is not known yet or is elsewhere", () => {
        assert.deepEqual(
            otel({
                traces_endpoint: "[unknown]",
                sampling_rate: "[unknown]",
                headers: { authorization: "[secret]" },
                queue: "[unknown]",
            }),
            [],
        );
        assert.deepEqual(otel({ traces_endpoint: "{vault://env/otlp}", sampling_rate: '${{ env "DECK_RATE" }}' }), []);
        assert.deepEqual(metrics({ latency_metrics: "[unknown]", per_consumer: "[unknown]" }), []);
        const plugin = (body: object): ReturnType<typeof kubernetes> =>
            kubernetes("configuration.konghq.com/v1", "KongClusterPlugin", "p", body as Record<string, unknown>);
        assert.deepEqual(
            messages(pluginSettings, [
                plugin({ plugin: "prometheus", config: "[unknown]" }),
                plugin({ plugin: "opentelemetry", configFrom: { secretKeyRef: {} } }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(pluginSettings, [deckFile({ plugins: [{ name: "prometheus", _config: "shared" }] })]),
            [],
        );
    });

    it("does not apply to other plugins, nor ask anything of one that is off", () => {
        assert.deepEqual(
            messages(pluginSettings, [clusterPlugin("rate-limiting", { minute: 1 }), release("kong", {})]),
            [],
        );
        assert.deepEqual(
            messages(pluginSettings, [deckFile({ plugins: [{ name: "prometheus", enabled: false }] })]),
            [],
        );
    });

    it("is loosened by configuration", () => {
        assert.deepEqual(metrics({ per_consumer: true }, { allowPerConsumer: true }), []);
        assert.deepEqual(metrics({ latency_metrics: false }, { metricFamilies: ["status_code_metrics"] }), []);
        assert.equal(metrics({}, { metricFamilies: ["ai_metrics"] }).length, 1);
        assert.deepEqual(metrics({ wasm_metrics: true }, { extraFields: { prometheus: ["wasm_metrics"] } }), []);
        assert.deepEqual(
            otel(
                { traces_endpoint: "http://agent.deepflow.svc:80/api/v1/otel/trace" },
                { allowedEndpoints: ["http://agent.deepflow.svc:80/api/v1/otel/trace"] },
            ),
            [],
        );
    });

    it("finds nothing in our own stacks but the per-consumer metrics that one asks for", async () => {
        for (const stack of Object.keys(stackFiles)) {
            const resources = seenOf(await planOf(stack));
            assert.deepEqual(
                messages(pluginSettings, resources, { allowPerConsumer: stack === "external" }),
                [],
                stack,
            );
        }
        assert.equal(messages(pluginSettings, seenOf(await planOf("external"))).length, 1);
    });
});
