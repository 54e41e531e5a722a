import assert from "node:assert/strict";
import { type ChartName, factsOf } from "../../../charts";
import { soleParts } from "../../../components/release/guard/sole";
import type { Plan } from "../../../tools/plan/evaluate";
import type { PlannedResource } from "../../../tools/plan/recorder";
import { componentType, ofType, planSaying, releaseType } from "./stacks";

/** A stack of a gateway alone, on a cluster with an observability layer of another stack. */
const gatewayStack = (stack: string, namespace: string, settings: Record<string, unknown>): Promise<Plan> =>
    planSaying(stack, {
        cluster: { kind: "kubeconfig", context: "kind-kong-observability" },
        observability: { kind: "stack", name: "organization/observability/shared" },
        namespaces: { gateway: namespace },
        ...settings,
    });

const hybrid = (operator: "install" | "existing"): object => ({
    topology: "hybrid",
    database: { kind: "cloudnativepg", operator },
});
const ingress = (ingressClass: string, gatewayApiCrds: "install" | "existing"): object => ({
    topology: "ingress-controller",
    ingressClass,
    gatewayApiCrds,
});

/** Names on the cluster of everything that a plan creates, and what of it must not run twice. */
function takenBy(planned: Plan): string[] {
    const charts = ofType(planned, componentType).flatMap(({ urn, inputs }) => {
        const { releaseName, namespace } = inputs as { releaseName: string; namespace: string };
        const chart = inputs.chart as ChartName;
        const values = ofType(planned, releaseType).find(({ parent }) => parent === urn)?.inputs.values;
        return [
            `Release ${namespace}/${releaseName}`,
            ...factsOf(chart, "clusterWide").map((named) => named(releaseName, namespace)),
            ...soleParts(chart, values).map(({ what }) => what),
        ];
    });
    return [...charts, ...planned.resources.flatMap(nameOf)];
}

function nameOf({ type, inputs }: PlannedResource): string[] {
    const { name, namespace } = (inputs.metadata ?? {}) as { name?: string; namespace?: string };
    if (type === "kubernetes:yaml/v2:ConfigFile") {
        return [String(inputs.file)];
    }
    // An object of others is only annotated.
    return type.endsWith("Patch") || name === undefined ? [] : [`${type} ${namespace ?? ""}/${name}`];
}

function shared(one: Plan, other: Plan): string[] {
    const taken = new Set(takenBy(one));
    return takenBy(other).filter((name) => taken.has(name));
}

describe("two gateways' stacks on one cluster", () => {
    const pairs: [string, Record<string, unknown>, Record<string, unknown>][] = [
        ["of both topologies", { kong: hybrid("install") }, { kong: ingress("kong", "install") }],
        ["hybrid both", { kong: hybrid("install") }, { kong: hybrid("existing") }],
        [
            "with an ingress controller both",
            { kong: ingress("kong", "install") },
            { kong: ingress("edge", "existing"), releaseNames: { ingress: "edge" } },
        ],
    ];
    for (const [what, one, other] of pairs) {
        it(`share no name, ${what}`, async () => {
            const plans = [await gatewayStack("one", "kong", one), await gatewayStack("two", "edge", other)] as const;
            assert.ok(takenBy(plans[0]).length > 10);
            assert.deepEqual(shared(...plans), []);
        });
    }

    it("would share what is theirs alone without settings of their own", async () => {
        const settings = { kong: ingress("kong", "install") };
        const plans = [
            await gatewayStack("one", "kong", settings),
            await gatewayStack("two", "edge", settings),
        ] as const;
        const found = shared(...plans);
        for (const name of [
            "ClusterRole/kong-controller",
            "kubernetes:gateway.networking.k8s.io/v1:GatewayClass /kong",
            "kubernetes:configuration.konghq.com/v1:KongClusterPlugin /prometheus",
        ]) {
            assert.ok(found.includes(name), `${name}: ${found.join(", ")}`);
        }
        const databases = await gatewayStack("two", "edge", { kong: hybrid("install") });
        const operators = shared(await gatewayStack("one", "kong", { kong: hybrid("install") }), databases);
        assert.ok(operators.includes("a CloudNativePG operator"), operators.join(", "));
    });

    it("read only objects of their own class", async () => {
        const edge = await gatewayStack("two", "edge", {
            kong: ingress("edge", "existing"),
            releaseNames: { ingress: "edge" },
        });
        const [release] = ofType(edge, releaseType).filter(({ inputs }) => inputs.name === "edge");
        const { controller } = release?.inputs.values as {
            controller: { ingressController: { ingressClass: string; env: Record<string, string> } };
        };
        const { ingressClass, env } = controller.ingressController;
        const [gatewayClass] = ofType(edge, "kubernetes:gateway.networking.k8s.io/v1:GatewayClass");
        const name = "konghq.com/kic-gateway-controller-edge";
        assert.deepEqual([ingressClass, env.gateway_api_controller_name], ["edge", name]);
        assert.deepEqual(gatewayClass?.inputs.spec, { controllerName: name });
    });
});
