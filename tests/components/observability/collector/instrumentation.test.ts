import assert from "node:assert/strict";
import { chartPin } from "../../../../charts";
import { instrumentationSpec } from "../../../../components/observability/collector/instrumentation/spec";
import { find, ofType, planOf, planWith, valuesOf } from "../../../tools/plan/stacks";

const type = "kubernetes:opentelemetry.io/v1alpha1:Instrumentation";
const shop = { namespace: "shop", languages: ["java", "dotnet"], rate: 1 } as const;
const at = { endpoint: "http://collector:4318", registry: {} };
type Env = { name: string; value: string }[];
interface Spec extends Record<string, unknown> {
    env: Env;
    java?: { env?: Env };
    dotnet: { env: Env };
    python?: { image: string };
}
const spec = (more: object = {}): Spec => instrumentationSpec({ ...shop, ...more }, at) as Spec;
const variable = (env: Env, name: string): string | undefined => env.find((one) => one.name === name)?.value;

describe("instrumentation of services behind the gateway", () => {
    it("obeys what the gateway has decided, whatever the rate of traces that begin there", () => {
        assert.deepEqual(spec().sampler, { type: "parentbased_always_on" });
        assert.deepEqual(spec({ rate: 0.1 }).sampler, { type: "parentbased_traceidratio", argument: "0.1" });
        assert.deepEqual(spec({ rate: 0 }).sampler, { type: "parentbased_traceidratio", argument: "0" });
    });

    it("prefers the format that Kong prefers, in .NET too, where the first one wins", () => {
        assert.deepEqual(spec().propagators, ["tracecontext", "baggage", "b3", "b3multi"]);
        assert.equal(variable(spec().dotnet.env, "OTEL_PROPAGATORS"), "b3multi,b3,baggage,tracecontext");
        assert.equal(spec().java?.env, undefined);
    });

    it("sends spans alone, since the collector takes no metrics and the agents read the lines", () => {
        assert.deepEqual(
            ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"].map((name) =>
                variable(spec().env, name),
            ),
            ["http/protobuf", "none", "none"],
        );
    });

    it("is one object a namespace, beside the collector that it sends to, with pinned images from the mirror", async () => {
        const planned = await planWith("instrumentation", { registry: { images: "registry.example.com/mirror" } });
        assert.deepEqual(
            ofType(planned, type).map(({ inputs }) => inputs.metadata),
            ["billing", "shop"].map((name) => ({ name, namespace: "observability" })),
        );
        const { inputs } = find(planned, type, "collector-instrumentation-billing");
        const { exporter, python, java } = inputs.spec as Spec;
        assert.deepEqual(exporter, { endpoint: "http://opentelemetry-collector.observability.svc:4318" });
        const pinned = chartPin("opentelemetry-operator").images.python ?? "";
        assert.equal(python?.image, pinned.replace("ghcr.io", "registry.example.com/mirror"));
        assert.equal(java, undefined);
    });

    it("tells the operator of the images of all languages, and supports Go where it is asked for", async () => {
        const { manager } = valuesOf(await planOf("instrumentation"), "collector-operator");
        assert.deepEqual(Object.keys(manager.autoInstrumentationImage).sort(), [
            ...["dotnet", "go", "java", "nodejs", "python"],
        ]);
        assert.deepEqual(manager.autoInstrumentation, { go: { enabled: true } });
        const without = await planWith("local", {
            traces: { instrumentation: [{ namespace: "shop", languages: ["java"] }] },
        });
        assert.equal(valuesOf(without, "collector-operator").manager.autoInstrumentation, undefined);
        const none = valuesOf(await planOf("local"), "collector-operator").manager;
        assert.equal(none.autoInstrumentationImage, undefined);
    });

    it("is refused beside a collector that exists, and for a namespace or language twice", async () => {
        const once = { namespace: "shop", languages: ["java"] };
        const existing = { kind: "own", existing: { otlp: { endpoint: "http://collector.otel.svc:4318" } } };
        const refusals: [object, RegExp][] = [
            [
                { observability: existing, traces: { instrumentation: [once] } },
                /traces\.instrumentation: .*existing\.otlp/,
            ],
            [{ traces: { instrumentation: [once, once] } }, /traces\.instrumentation: .*each namespace once/],
            [
                { traces: { instrumentation: [{ ...once, languages: ["java", "java"] }] } },
                /instrumentation\[0\]\.languages: .*each once/,
            ],
            [{ traces: { instrumentation: [{ ...once, languages: ["ruby"] }] } }, /languages\[0\]: .*java/],
        ];
        for (const [settings, message] of refusals) {
            await assert.rejects(planWith("local", settings as Record<string, unknown>), message);
        }
    });
});
