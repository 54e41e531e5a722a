import assert from "node:assert/strict";
import { type ChartName, chartNames } from "../../../charts";
import { goVariables, withGoEnvironment } from "../../../components/release/goRuntime";
import { mergeValues, type Values } from "../../../components/release/values";
import { configMapType, ofType, planOf, stackFiles, valuesOf } from "../../tools/plan/stacks";

const memory = (limit: unknown): Values => ({ limits: { memory: limit } });

describe("what Go's runtime is told of its container", () => {
    it("is 85 % of the memory, and whole processors", () => {
        assert.deepEqual(goVariables({ memory: "1Gi" }), { GOMEMLIMIT: "870MiB" });
        assert.deepEqual(goVariables({ memory: "2G", cpu: "1500m" }), { GOMEMLIMIT: "1621MiB", GOMAXPROCS: "2" });
        assert.deepEqual(goVariables({ memory: 134217728, cpu: 0.5 }), { GOMEMLIMIT: "108MiB", GOMAXPROCS: "1" });
    });

    it("is nothing without a limit, or with one that cannot be read", () => {
        for (const limits of [undefined, null, {}, { memory: "lots" }, { memory: null, cpu: "" }]) {
            assert.deepEqual(goVariables(limits), {});
        }
    });

    it("follows the limit that an override sets", () => {
        const ours = { tempo: { resources: memory("2Gi") } };
        const effective = withGoEnvironment("tempo", mergeValues(ours, { tempo: { resources: memory("4Gi") } }));
        assert.deepEqual(effective, {
            tempo: { resources: memory("4Gi"), extraEnv: [{ name: "GOMEMLIMIT", value: "3481MiB" }] },
        });
    });

    it("stays beside what an override puts into the environment, and gives way to its own word", () => {
        const of = (extraEnv: unknown): unknown => {
            const values = { tempo: { resources: memory("1Gi"), extraEnv } };
            return (withGoEnvironment("tempo", values).tempo as Values).extraEnv;
        };
        const [other, own] = [
            { name: "A", value: "b" },
            { name: "GOMEMLIMIT", value: "1GiB" },
        ];
        assert.deepEqual(of([other]), [other, { name: "GOMEMLIMIT", value: "870MiB" }]);
        assert.deepEqual(of([own]), [own]);
        const asObject = { resources: memory("256Mi"), env: { GOMEMLIMIT: "1GiB", A: "b" } };
        assert.deepEqual(withGoEnvironment("aws-load-balancer-controller", asObject), asObject);
    });

    // Loki's chart tells it by itself, the controller's puts CONTROLLER_ before each name, and Kong is no Go program.
    const limited = { resources: memory("1Gi") };
    const [asObject, asList] = [{ GOMEMLIMIT: "870MiB" }, [{ name: "GOMEMLIMIT", value: "870MiB" }]];
    const told: Partial<Record<ChartName, [values: Values, environment: Values]>> = {
        "aws-load-balancer-controller": [limited, { env: asObject }],
        "cloudnative-pg": [limited, { additionalEnv: asList }],
        "kube-prometheus-stack": [{ prometheusOperator: limited }, { prometheusOperator: { env: asObject } }],
        "loki-stack": [{ loki: limited }, { loki: { env: asList } }],
        "opentelemetry-operator": [{ manager: limited }, { manager: { extraEnvs: asList } }],
        "prometheus-blackbox-exporter": [limited, { extraEnv: asList }],
        promtail: [limited, { extraEnv: asList }],
        tempo: [{ tempo: limited }, { tempo: { extraEnv: asList } }],
    };
    for (const chart of chartNames) {
        const [values, environment] = told[chart] ?? [limited, {}];
        it(`reaches ${told[chart] === undefined ? "nothing" : "the process"} of ${chart}`, () => {
            assert.deepEqual(withGoEnvironment(chart, values), mergeValues(values, environment));
        });
    }
});

describe("Go processes of the stacks", () => {
    const variable = (environment: unknown): unknown =>
        Array.isArray(environment)
            ? environment.find(({ name }) => name === "GOMEMLIMIT")?.value
            : (environment as Values | undefined)?.GOMEMLIMIT;

    it("know their limits in prod", async () => {
        const values = async (name: string): Promise<Values> => valuesOf(await planOf("prod"), name) as Values;
        const tempo = (await values("traces-tempo")).tempo as Values;
        assert.equal(tempo.memBallastSizeMbs, 0);
        assert.match(String(variable(tempo.extraEnv)), /^\d+MiB$/);
        const stack = (await values("metrics-kube-prometheus-stack")) as Record<string, Values>;
        assert.equal(variable(stack.prometheusOperator?.env), "217MiB");
        assert.deepEqual(stack.alertmanager?.enableFeatures, ["auto-gomemlimit", "receiver-name-in-metrics"]);
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`know them in each pod of our own in ${stack}`, async () => {
            const planned = await planOf(stack);
            const pods = planned.resources.filter(({ type }) => /:(Deployment|Job)$/.test(type));
            const containers = pods.flatMap(
                ({ inputs }) =>
                    (inputs as { spec: { template: { spec: { containers: Values[] } } } }).spec.template.spec
                        .containers,
            );
            const go = containers.filter(({ image }) => /(deck|go-echo|oauth2-proxy)[:@]/.test(String(image)));
            assert.deepEqual(
                go.filter(({ env }) => variable(env) === undefined),
                [],
            );
            assert.ok(go.length > 0 || ofType(planned, configMapType).length > 0);
        });
    }
});
