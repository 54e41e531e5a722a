import assert from "node:assert/strict";
import { collector } from "../../../../policy/rules/collector/rule";
import { messages } from "../../helpers";
import { config, limiter, make } from "./made";

const image = "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s:0.160.0";

describe("policy collector, on the image", () => {
    const judged = (exporters: object, processors: object, spec: object): string[] => {
        const ids = [...Object.keys(processors), "batch"];
        const pipelines = {
            traces: { receivers: ["otlp"], processors: ["memory_limiter", ...ids], exporters: Object.keys(exporters) },
        };
        return messages(collector, [
            make(config({ exporters, processors: { memory_limiter: limiter, ...processors }, pipelines }), spec),
        ]);
    };

    it("refuses exporters and processors that it does not contain", () => {
        const [exporter = "", processor = "", ...rest] = judged({ "kafka/a": {} }, { span: {} }, { image });
        assert.match(
            exporter,
            /^otel: exporters\["kafka\/a"\]: the image \S+k8s:0\.160\.0 contains no kafka, .*there are .*otlp_http/,
        );
        assert.match(
            processor,
            /^otel: processors\["span"\]: the image \S+ contains no span, .*there are .*tail_sampling/,
        );
        assert.deepEqual(rest, []);
    });

    it("passes what it contains, and says nothing of other images or of none", () => {
        assert.deepEqual(judged({ "otlp_http/a": {} }, { "filter/a": {} }, { image }), []);
        for (const spec of [{}, { image: "registry.example.com/our-collector:1" }]) {
            assert.deepEqual(judged({ "kafka/a": {} }, { span: {} }, spec), []);
        }
    });

    it("knows one that is mirrored", () => {
        const mirrored = "registry.example.com/ghcr/opentelemetry-collector-k8s@sha256:0a1b";
        assert.equal(judged({ "kafka/a": {} }, {}, { image: mirrored }).length, 1);
    });
});
