import assert from "node:assert/strict";
import { judge } from "../../../policy/judge";
import { sampling } from "../../../policy/rules/sampling/rule";
import { application, clusterPlugin, deckFile, kubernetes, messages, release } from "../helpers";

const dataPlane = (env: object): ReturnType<typeof release> =>
    release("kong", { env: { role: "data_plane", ...env } }, { name: "kong-dp" });
const traced = { tracing_instrumentations: "all", tracing_sampling_rate: "1.0" };
const plugin = (config: object = {}): ReturnType<typeof deckFile> =>
    deckFile({ plugins: [{ name: "opentelemetry", config }] });
const collector = (spec: object): ReturnType<typeof kubernetes> =>
    kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "opentelemetry", { spec });

describe("policy sampling", () => {
    it("passes where plugin and node agree, whoever sets the rate", () => {
        assert.deepEqual(messages(sampling, [dataPlane(traced), plugin({ sampling_rate: 1 })]), []);
        assert.deepEqual(messages(sampling, [dataPlane(traced), plugin()]), []);
        assert.deepEqual(
            messages(sampling, [release("ingress", { gateway: { env: traced } }), clusterPlugin("opentelemetry", {})]),
            [],
        );
    });

    it("wants instrumentation wherever the plugin is", () => {
        assert.deepEqual(messages(sampling, [dataPlane({ tracing_sampling_rate: "1" }), plugin()]), [
            'kong-dp: env.tracing_instrumentations is off, so the opentelemetry plugin creates no spans, without an error; set it to "all"',
        ]);
    });

    it("refuses a rate of 0", () => {
        assert.deepEqual(messages(sampling, [dataPlane(traced), plugin({ sampling_rate: 0 })]), [
            "kong-dp: the effective sampling rate is 0, so there are no traces at all; allowed: 0.001 to 1",
            "kong.yaml: plugins[0]: sampling_rate 0 overrides 1.0 of kong-dp; set both to the same",
        ]);
    });

    it("refuses a rate outside the environment's band, and says where it comes from", () => {
        assert.deepEqual(
            messages(sampling, [dataPlane({ tracing_instrumentations: "all" }), plugin()], { minRate: 0.05 }),
            ["kong-dp: the effective sampling rate is 0.01 (Kong's default); allowed: 0.05 to 1"],
        );
        assert.deepEqual(messages(sampling, [dataPlane(traced), plugin()], { maxRate: 0.5 }), [
            "kong-dp: the effective sampling rate is 1.0 (the node's); allowed: 0.001 to 0.5".replace("1.0", "1"),
        ]);
        assert.deepEqual(messages(sampling, [dataPlane(traced), plugin({ sampling_rate: 1 })], { maxRate: 0.5 }), [
            "kong-dp: the effective sampling rate is 1 (the plugin's); allowed: 0.001 to 0.5",
        ]);
    });

    it("refuses a plugin that overrides the node, as in seed 000 turned around", () => {
        assert.deepEqual(
            messages(sampling, [
                release("ingress", { gateway: { env: traced } }, { name: "kong" }),
                clusterPlugin("opentelemetry", { sampling_rate: 0.1 }),
            ]),
            ["config: sampling_rate 0.1 overrides 1.0 of kong; set both to the same"],
        );
    });

    it("lets a route or a service be left out, and nothing else have a rate of its own", () => {
        const onRoute = (rate: number): ReturnType<typeof deckFile> =>
            deckFile({
                services: [
                    {
                        name: "a",
                        routes: [{ name: "r", plugins: [{ name: "opentelemetry", config: { sampling_rate: rate } }] }],
                    },
                ],
                plugins: [{ name: "opentelemetry", config: {} }],
            });
        assert.deepEqual(messages(sampling, [dataPlane(traced), onRoute(0)]), []);
        assert.deepEqual(messages(sampling, [dataPlane(traced), onRoute(0.5)]), [
            "kong.yaml: route r: plugins[0]: sampling_rate 0.5 overrides 1.0 of kong-dp; set both to the same",
        ]);
    });

    it("wants the balancer's span where the environment does, by what an override makes of it", () => {
        const judged = (instrumentations: string): string[] =>
            messages(sampling, [dataPlane({ ...traced, tracing_instrumentations: instrumentations }), plugin()], {
                balancerSpan: true,
            });
        for (const enough of ["all", "request,balancer", "balancer, request", "[unknown]"]) {
            assert.deepEqual(judged(enough), [], enough);
        }
        assert.deepEqual(judged("request"), [
            "kong-dp: env.tracing_instrumentations is request, so spans do not say which upstream answered, and the service graph " +
                'ends at Kong; set it to "request,balancer" (sampling.spans: request-and-balancer), or allow it with ' +
                "sampling.balancerSpan: false in the policy configuration",
        ]);
        assert.deepEqual(
            messages(sampling, [dataPlane({ ...traced, tracing_instrumentations: "request" }), plugin()]),
            [],
        );
    });

    it("says once what holds for every plugin of a node", () => {
        const plugins = [{ name: "opentelemetry", config: {} }];
        const several = deckFile({ plugins, services: [{ name: "a", plugins }] });
        const node = dataPlane({ ...traced, tracing_instrumentations: "request", tracing_sampling_rate: "0" });
        const verdicts = judge([sampling], [node, several], { sampling: { balancerSpan: true } });
        assert.deepEqual(
            verdicts.map(({ message }) => message.slice(0, 40)),
            ["kong-dp: env.tracing_instrumentations is", "kong-dp: the effective sampling rate is "],
        );
    });

    it("judges charts of Argo CD too", () => {
        const values = 'env:\n  role: data_plane\n  tracing_instrumentations: "off"\n  tracing_sampling_rate: "1"\n';
        assert.equal(
            messages(sampling, [application("kong-dp", { chart: "kong", helm: { values } }), plugin()]).length,
            1,
        );
    });

    it("wants whole traces where the collector decides", () => {
        const tail = { config: { processors: { tail_sampling: {} } } };
        assert.deepEqual(messages(sampling, [dataPlane(traced), plugin(), collector({ ...tail, replicas: 1 })]), []);
        assert.deepEqual(messages(sampling, [dataPlane(traced), plugin(), collector({ ...tail, replicas: 2 })]), [
            "opentelemetry: several collectors with tail_sampling each see only part of a trace; run one, or put a tier with a load_balancing exporter in front of them",
        ]);
        assert.deepEqual(
            messages(sampling, [
                dataPlane({ ...traced, tracing_sampling_rate: "0.5" }),
                plugin(),
                collector({ ...tail, replicas: 1 }),
            ]),
            [
                "kong-dp: the collector decides which traces to keep (tail_sampling), but this gateway already drops some; set its rate to 1",
            ],
        );
        const tier = kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "tier", {
            spec: { config: { exporters: { load_balancing: {} } } },
        });
        assert.deepEqual(
            messages(sampling, [dataPlane(traced), plugin(), collector({ ...tail, replicas: 2 }), tier]),
            [],
        );
    });

    it("says nothing of a rate that is not known yet", () => {
        assert.deepEqual(
            messages(sampling, [dataPlane({ ...traced, tracing_sampling_rate: "[unknown]" }), plugin()]),
            [],
        );
        assert.deepEqual(messages(sampling, [dataPlane(traced), plugin({ sampling_rate: "[unknown]" })]), []);
    });

    it("does not apply where nothing is traced", () => {
        assert.deepEqual(messages(sampling, [dataPlane({})]), []);
        assert.deepEqual(messages(sampling, [plugin()]), []);
    });
});
