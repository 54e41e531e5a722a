import assert from "node:assert/strict";
import { ourParts } from "../../settings/checks/collector";
import { collectorType, find, planOf } from "../tools/plan/stacks";
import { check, problems } from "./helpers";

const collector = (more: object, beside: object = {}): string[] => problems({ collector: more, ...beside });
const other = { endpoint: "https://otlp.example.com" };

describe("parts of the collector of a stack's own", () => {
    it("are taken in the collector's own form, for all signals that they know unless some are named", () => {
        const exporters = { "otlp_http/other": other, "otlp_grpc/spans": { ...other, signals: ["traces"] } };
        const processors = { "filter/health": { traces: {} }, tail_sampling: { policies: [] } };
        const { settings, problems: found } = check({ collector: { exporters, processors } });
        assert.deepEqual(found, []);
        assert.deepEqual(settings.collector?.exporters, [
            { id: "otlp_http/other", signals: ["traces", "logs"], settings: other },
            { id: "otlp_grpc/spans", signals: ["traces"], settings: other },
        ]);
        assert.deepEqual(
            settings.collector.processors.map(({ id, signals }) => [id, signals]),
            [
                ["filter/health", ["traces", "logs"]],
                ["tail_sampling", ["traces"]],
            ],
        );
    });

    it("are what the image contains, by today's name", () => {
        assert.match(
            collector({ exporters: { "kafka/a": {} } }).join(),
            /^p:collector\.exporters\.kafka\/a: got .*allowed: a type that the collector's image contains: debug, nop, otlp_grpc, otlp_http/,
        );
        assert.match(collector({ exporters: { "otlphttp/a": other } }).join(), /contains: .*otlp_http/);
        assert.match(collector({ processors: { "span/a": {} } }).join(), /contains: .*tail_sampling/);
    });

    it("have ids that ours have not, and names that stand once", () => {
        assert.match(
            collector({ exporters: { "otlp_http/loki": other } }).join(),
            /^p:collector\.exporters\.otlp_http\/loki: got an id that this program uses itself/,
        );
        assert.match(collector({ processors: { resource: {} } }).join(), /collector\.processors\.resource: got an id/);
        assert.deepEqual(collector({ exporters: { "otlp_http/a": other, "otlp_grpc/a": other } }), [
            'p:collector.exporters.otlp_grpc/a: got the name "a"; allowed: one that no other exporter and no destination has',
        ]);
        const destinations = [
            { kind: "otlp", name: "a", endpoint: "https://otlp.example.com" },
            { kind: "in-cluster" },
        ];
        assert.match(
            collector({ exporters: { "otlp_http/a": other } }, { traces: { destinations } }).join(),
            /no other exporter and no destination has/,
        );
    });

    it("hold no secret, nor what may be one, and say where it goes", () => {
        for (const headers of [{ authorization: "Bearer hunter2-Xy9" }, { "x-team": "hunter2-Xy9" }]) {
            const [found = ""] = collector({ exporters: { "otlp_http/a": { ...other, headers } } });
            assert.match(found, /^p:collector\.exporters\.otlp_http\/a\.headers.*allowed: "\$\{env:NAME\}"/);
            assert.doesNotMatch(found, /hunter2/);
        }
        assert.match(
            collector({ exporters: { "otlp_http/a": { endpoint: "https://u:hunter2@otlp.example.com" } } }).join(),
            /otlp_http\/a\.endpoint: got what is or may be a secret/,
        );
        assert.deepEqual(
            collector({ exporters: { "otlp_http/a": { ...other, headers: { "X-Scope-OrgID": "shop" } } } }),
            [],
        );
    });

    it("read variables that are there, of which each is read", () => {
        const headers = { authorization: "Bearer ${env:TOKEN}" };
        const env = { TOKEN: { secretName: "vendor", key: "token" } };
        assert.deepEqual(collector({ exporters: { "otlp_http/a": { ...other, headers } }, env }), []);
        assert.deepEqual(collector({ exporters: { "otlp_http/a": { ...other, headers } } }), [
            "p:collector.exporters.otlp_http/a: got ${env:TOKEN}, and collector.env has no TOKEN; allowed: none yet",
        ]);
        assert.match(collector({ env }).join(), /^p:collector\.env\.TOKEN: set, but nothing reads it/);
        assert.match(
            collector({ env: { TOKEN: { credential: "vendor" } } }).join(),
            /collector\.env\.TOKEN\.credential: got a name that is not in the secret credentials/,
        );
    });

    it("do what they can in their place", () => {
        assert.match(
            collector({ processors: { "batch/b": {} } }).join(),
            /processors\.batch\/b: got another batch; allowed: none/,
        );
        assert.match(
            collector({ replicas: 2, processors: { tail_sampling: {} } }).join(),
            /got tail_sampling; allowed: with collector\.replicas 1/,
        );
        assert.match(
            collector({ processors: { tail_sampling: { signals: ["logs"] } } }).join(),
            /tail_sampling\.signals: got logs; allowed: traces, which it knows/,
        );
        assert.match(collector({ processors: { interval: {} } }).join(), /processors\.interval: got one for metrics/);
        assert.match(
            collector({ exporters: { "otlp_http/a": other } }, { logs: { chart: "loki-stack", otlp: false } }).join(),
            /otlp_http\/a\.signals: got logs; allowed: \[traces\] with logs\.otlp false/,
        );
    });

    it("know all ids of ours", async () => {
        const { spec } = find(await planOf("local"), collectorType, "collector").inputs as {
            spec: { config: Record<"exporters" | "processors", object> };
        };
        for (const section of ["exporters", "processors"] as const) {
            const made = Object.keys(spec.config[section]).filter((id) => !id.endsWith("_agent"));
            assert.deepEqual([...ourParts[section]].sort(), made.sort());
        }
    });
});
