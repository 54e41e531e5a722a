import assert from "node:assert/strict";
import type { Reliance } from "../../../model/relies";
import { type JudgedReliance, reliances } from "../../../policy/library/reliances";
import { type Seen, unknown, type Values } from "../../../policy/library/resource";
import { System } from "../../../policy/library/system";
import { relies } from "../../../policy/rules/relies/rule";
import { planOf, planWith, stackFiles } from "../../tools/plan/stacks";
import { messages, release, seen, seenOf } from "../helpers";
import { broken, overridden, ruleOf, saidBy, withValue } from "../overridden";

describe("policy relies", () => {
    for (const stack of Object.keys(stackFiles)) {
        describe(`in the stack ${stack}`, () => {
            it("finds every chart that something relies on, or one that takes its place, and all of it holds", async () => {
                const system = new System(seenOf(await planOf(stack)));
                const all = reliances(system);
                assert.ok(all.length > 20, `${all.length}`);
                assert.deepEqual(
                    all.filter(({ holds }) => holds !== true).map(({ who, path, got }) => ({ who, path, got })),
                    [],
                );
                const declared = system.resources.flatMap(({ inputs }) => (inputs.relies ?? []) as Reliance[]);
                const absent = declared.filter(({ of }) => !all.some(({ of: { chart } }) => chart === of.chart));
                // One of the two charts that bring a Loki is never there.
                assert.deepEqual(
                    [...new Set(absent.map(({ of }) => of.chart))].filter((chart) => !/^loki/.test(chart)),
                    [],
                );
            });

            it("fails by name where one override takes any of it away, and not where that is not known", async () => {
                const resources = seenOf(await planOf(stack));
                for (const one of reliances(new System(resources))) {
                    const rule = ruleOf(one);
                    const before = saidBy(rule, resources).length;
                    const after = saidBy(rule, overridden(resources, one, broken(one)));
                    assert.ok(after.length > before, `${rule} says nothing of ${one.install.name}: ${one.path}`);
                    const open = saidBy(rule, overridden(resources, one, unknown));
                    assert.equal(open.length, before, `${rule} judges an unknown ${one.install.name}: ${one.path}`);
                    if (one.heldBy === undefined) {
                        const start = `${one.install.name}: ${one.path} is `;
                        const end = `since ${one.who} relies on it: ${one.why}`;
                        assert.ok(
                            after.some((message) => message.startsWith(start) && message.endsWith(end)),
                            `${start}…, ${end}`,
                        );
                    }
                }
            });
        });
    }

    it("refuses several pods of a store that know nothing of each other", async () => {
        const refused: [Record<string, unknown>, string][] = [
            [{ chartOverrides: { tempo: { replicas: 2 } } }, "traces-tempo: replicas is 2, but must be 1"],
            [
                {
                    logs: { chart: "loki-stack", otlp: false },
                    chartOverrides: { "loki-stack": { loki: { replicas: 3 } } },
                },
                "logs-loki-stack: loki.replicas is 3, but must be 1",
            ],
        ];
        for (const [settings, start] of refused) {
            const said = messages(relies, seenOf(await planWith("dev", settings)));
            assert.ok(
                said.some((message) => message.startsWith(start)),
                said.join("\n"),
            );
        }
    });

    const need = (reliance: Partial<Reliance>): Seen =>
        seen("kong-observability:observability:Traces", "traces", {
            relies: [
                {
                    of: { chart: "prometheus" },
                    path: "spec.receiver",
                    must: { equals: true },
                    why: "it writes",
                    ...reliance,
                },
            ],
        });
    const said = (reliance: Partial<Reliance>, values: Values): string[] =>
        messages(relies, [need(reliance), release("prometheus", values)]);

    it("says who relies on what, what stands there, and why", () => {
        assert.deepEqual(said({}, { spec: { receiver: false } }), [
            "prometheus: spec.receiver is false, but must be true, since traces relies on it: it writes",
        ]);
        assert.deepEqual(said({}, {}), [
            "prometheus: spec.receiver is not set, but must be true, since traces relies on it: it writes",
        ]);
    });

    it("takes the chart's default where nothing stands, and none where a null takes it out", () => {
        assert.deepEqual(said({ byDefault: true }, {}), []);
        assert.equal(said({ byDefault: true }, { spec: { receiver: null } }).length, 1);
    });

    it("knows that the Admin API's plain listener, which decK asks, is off where nothing is said", async () => {
        const resources = seenOf(await planOf("dev")).map((one) =>
            one.name === "kong-cp" && one.type.endsWith(":Release")
                ? { ...one, inputs: withValue(one.inputs, ["values", "admin", "http"], {}) }
                : one,
        );
        const [first = "", ...more] = messages(relies, resources);
        assert.match(first, /^kong-cp: admin\.http\.enabled is false, but must be true, since .*decK/);
        assert.deepEqual(more, []);
    });

    it("leaves out what is unknown, what is switched off as a whole, and other releases of the chart", () => {
        assert.deepEqual(said({}, { spec: unknown }), []);
        assert.deepEqual(said({}, { spec: { enabled: false } }), []);
        assert.deepEqual(said({ of: { chart: "prometheus", release: "second" } }, {}), []);
        assert.equal(said({ path: "spec.enabled" }, { spec: { enabled: false } }).length, 1);
    });

    it("judges what is relied on under a condition unless that does not hold", () => {
        const onlyWhile = { of: { chart: "tempo" }, path: "generator.enabled", must: { equals: true } } as const;
        const said = (tempo: Values): string[] =>
            messages(relies, [need({ onlyWhile }), release("prometheus", {}), release("tempo", tempo)]);
        assert.deepEqual(said({ generator: { enabled: false } }), []);
        assert.deepEqual(said({}), []);
        assert.equal(said({ generator: { enabled: true } }).length, 1);
        assert.equal(said({ generator: { enabled: unknown } }).length, 1);
    });

    it("asks no more of Prometheus for a metrics generator of Tempo that is off", async () => {
        const resources = seenOf(await planOf("local"));
        const of = (all: Seen[]): JudgedReliance[] =>
            reliances(new System(all)).filter((one) => one.who === "traces" && one.of.chart !== "tempo");
        const generator = reliances(new System(resources)).find(
            ({ path }) => path === "tempo.metricsGenerator.enabled",
        );
        assert.ok(generator);
        assert.equal(of(resources).length, 2);
        assert.deepEqual(of(overridden(resources, generator, false)), []);
    });

    it("reads lists, texts with commas, selectors, and what must be there at all", () => {
        const list = { must: { listContains: ["a", "b"] }, path: "list" };
        assert.deepEqual(said(list, { list: ["x", "b"] }), []);
        assert.deepEqual(said(list, { list: "x, a" }), []);
        assert.deepEqual(said(list, { list: ["x", unknown] }), []);
        assert.deepEqual(said(list, { list: ["x"] }), [
            'prometheus: list is ["x"], but must contain a or b, since traces relies on it: it writes',
        ]);
        const selector = { must: { selects: { release: "a" } }, path: "selector" };
        assert.deepEqual(said(selector, {}), []);
        assert.deepEqual(said(selector, { selector: { matchLabels: { release: "a" } } }), []);
        assert.equal(said(selector, { selector: { matchLabels: { release: "b" } } }).length, 1);
        assert.equal(said({ must: { present: true }, path: "tag" }, { tag: "" }).length, 1);
        assert.deepEqual(said({ must: { present: true }, path: "tag" }, { tag: "1" }), []);
    });
});
