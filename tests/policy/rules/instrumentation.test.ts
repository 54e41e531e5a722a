import assert from "node:assert/strict";
import type { Seen, Values } from "../../../policy/library/resource";
import { instrumentation } from "../../../policy/rules/instrumentation/rule";
import { planOf } from "../../tools/plan/stacks";
import { deckFile, kubernetes, messages, release, seenOf } from "../helpers";

const collector = kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", {
    metadata: { namespace: "monitoring" },
    spec: { config: { receivers: { otlp: { protocols: { grpc: {}, http: {} } } } } },
});
const right = {
    exporter: { endpoint: "http://otel-collector.monitoring.svc:4318" },
    propagators: ["tracecontext", "baggage"],
    sampler: { type: "parentbased_always_on" },
    java: { image: "example.com/java:1.2.3" },
};
const object = (more: Values = {}): Seen =>
    kubernetes("opentelemetry.io/v1alpha1", "Instrumentation", "shop", { spec: { ...right, ...more } });
const service = kubernetes("v1", "Service", "web", { spec: { ports: [{ port: 80 }] } });
const plugin = (config: Values = {}): Seen => deckFile({ plugins: [{ name: "opentelemetry", config }] });
const problems = (more: Values = {}, config: Values = {}, others: Seen[] = []): string[] =>
    messages(instrumentation, [collector, service, object(more), plugin(config), ...others]);
const protocol = (value: string): Values => ({ env: [{ name: "OTEL_EXPORTER_OTLP_PROTOCOL", value }] });

describe("policy instrumentation", () => {
    it("passes what this program makes, and what is right by itself", async () => {
        assert.deepEqual(messages(instrumentation, seenOf(await planOf("instrumentation"))), []);
        assert.deepEqual(problems(), []);
        assert.deepEqual(problems({ exporter: { endpoint: "https://otlp.example.com" } }), []);
    });

    it("wants spans to reach a Service, on a port of their protocol", () => {
        assert.match(problems({ exporter: {} }).join(), /^shop: java: exporter\.endpoint is not set/);
        const at = (endpoint: string, more: Values = {}): string =>
            problems({ exporter: { endpoint }, ...more }).join();
        assert.match(at("http://otel.monitoring.svc:4318"), /there is no Service otel in the namespace monitoring/);
        assert.equal(
            at("http://otel-collector.monitoring.svc:4317"),
            "shop: java: exporter.endpoint http://otel-collector.monitoring.svc:4317 is no port for OTEL_EXPORTER_OTLP_PROTOCOL http/protobuf; allowed: 4318",
        );
        assert.equal(at("http://otel-collector.monitoring.svc:4317", protocol("grpc")), "");
        assert.match(at("http://otel-collector.monitoring.svc:4318", protocol("grpc")), /allowed: 4317$/);
        // The variable of a language wins.
        assert.match(problems({ java: { ...right.java, ...protocol("grpc") }, ...{} }).join(), /allowed: 4317$/);
        const elsewhere = object({ exporter: { endpoint: "http://otel.elsewhere.svc:4318" } });
        const told = { otherServices: ["otel.elsewhere"] };
        assert.deepEqual(messages(instrumentation, [collector, service, elsewhere], told), []);
    });

    it("wants a sampler that obeys the gateway, of each language", () => {
        assert.deepEqual(problems({ sampler: { type: "always_on" } }), [
            "shop: java: sampler.type always_on does not ask what the gateway has decided, so traces have holes; set it to parentbased_always_on",
        ]);
        assert.deepEqual(problems({ sampler: undefined }), []);
        const own = { nodejs: { env: [{ name: "OTEL_TRACES_SAMPLER", value: "traceidratio" }] } };
        assert.match(problems(own).join(), /^shop: nodejs: sampler\.type traceidratio .* parentbased_traceidratio$/);
    });

    it("wants a format in which the gateway sends traces on", () => {
        const b3 = { propagators: ["b3"] };
        assert.equal(
            problems(b3).join(),
            "shop: java: the gateway sends traces on as w3c, of which propagators b3 reads none; add tracecontext here, and w3c to the plugin's propagation.inject",
        );
        assert.deepEqual(problems(b3, { header_type: "b3" }), []);
        assert.deepEqual(problems(b3, { propagation: { default_format: "b3-single", inject: ["preserve"] } }), []);
        assert.match(
            problems({}, { propagation: { default_format: "w3c", inject: ["datadog"] } }).join(),
            /as datadog/,
        );
        assert.match(
            problems({}, { propagation: { default_format: "w3c", extract: ["w3c"] } }).join(),
            /sends no trace on \(propagation\.inject is empty\)/,
        );
        assert.deepEqual(problems({ propagators: undefined }, { header_type: "ignore" }), []);
    });

    it("wants the operator to support Go, which it does not by default", () => {
        const go = { java: undefined, go: {} };
        assert.match(
            problems(go, {}, [release("opentelemetry-operator", {})]).join(),
            /^shop: go: the operator does nothing/,
        );
        const enabled = { manager: { autoInstrumentation: { go: { enabled: true } } } };
        assert.deepEqual(problems(go, {}, [release("opentelemetry-operator", enabled)]), []);
        assert.deepEqual(problems(go), []);
    });
});
