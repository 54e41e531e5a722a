import assert from "node:assert/strict";
import { succeed, warningsOf } from "./messages";
import type { EngineStack } from "./stack";
import { describeEngine } from "./suite";

const [local, shared] = [{ kind: "kubeconfig", context: "kind-kong-observability" }, "observability"];

describeEngine("two gateways' stacks on one cluster, with one observability", (suite) => {
    let below: EngineStack;
    let kong: EngineStack;
    let edge: EngineStack;
    const ledger = () => suite.simulator.world.ledger;
    /** What there is of a stack, with what it was last told. */
    const existing = (stack: string): string[] =>
        [...ledger().existing.values()]
            .filter(({ urn }) => urn.startsWith(`urn:pulumi:${stack}::`))
            .map(({ type, name, inputs }) => `${type} ${name} ${JSON.stringify(inputs)}`)
            .sort();

    before(async () => {
        below = await suite.stackOnSharedCluster(shared);
        below.set(["cluster"], local);
        below.set(["logs"], {
            gateways: [
                { namespace: "kong", environment: "ingress-controller" },
                { namespace: "edge", environment: "ingress-enterprise" },
            ],
        });
        await succeed(below.up());
        [kong, edge] = [
            await suite.stackOnSharedCluster("ingress-controller"),
            await suite.stackOnSharedCluster("ingress-enterprise"),
        ];
        for (const stack of [kong, edge]) {
            for (const key of [
                "access",
                "alerts",
                "logs",
                "metrics",
                "traces",
                "collector",
                "networkPolicies",
                "gateway",
                "protect",
                "registry",
            ]) {
                stack.set([key], undefined);
            }
            stack.set(["cluster"], local);
            stack.set(["observability"], { kind: "stack", name: `organization/kong-observability/${shared}` });
            stack.set(["kong", "gateways"], undefined);
            stack.set(["sample"], true);
            stack.set(["probes"], { enabled: true });
        }
        await succeed(kong.up());
    });

    it("are refused what the other has already, also by the charts", async () => {
        edge.set(["namespaces"], { gateway: "edge" });
        const refused = async (what: RegExp): Promise<void> => {
            const { failed, output } = await edge.cli("up", "--yes", "--skip-preview");
            assert.ok(failed);
            assert.match(output, what);
        };
        await refused(/CustomResourceDefinition .*\.gateway\.networking\.k8s\.io" already exists/);
        edge.set(["kong", "gatewayApiCrds"], "existing");
        edge.set(["kong", "ingressClass"], "edge");
        await refused(/resource "ClusterRole\/kong-controller" already exists/);
        await succeed(edge.destroy());
        assert.deepEqual(existing("ingress-enterprise"), []);
    });

    it("stand side by side with names of their own, each with its sample, and stay as they are", async () => {
        edge.set(["releaseNames"], { ingress: "edge" });
        const up = await succeed(edge.up());
        assert.deepEqual(
            warningsOf(up).filter((text) => /No agent reads|get deployment\.environment\.name/.test(text)),
            [],
        );
        for (const stack of [kong, edge, below]) {
            assert.deepEqual(Object.keys((await succeed(stack.up())).summary), ["same"]);
        }
        const samples = [...ledger().existing.values()]
            .filter(({ type, name }) => type === "kubernetes:core/v1:Namespace" && name.startsWith("sample"))
            .map(({ inputs }) => (inputs.metadata as { name: string }).name);
        assert.deepEqual(samples.sort(), ["sample-edge", "sample-kong"]);
    });

    it("do not notice a change of the other", async () => {
        const [others, own] = [existing("ingress-controller"), existing("ingress-enterprise")];
        edge.set(["sampling"], { strategy: "head", rate: 0.25 });
        await succeed(edge.up());
        assert.notDeepEqual(existing("ingress-enterprise"), own);
        assert.deepEqual(existing("ingress-controller"), others);
        assert.deepEqual(Object.keys((await succeed(kong.up())).summary), ["same"]);
    });

    it("leave the other's objects when they are destroyed", async () => {
        const [others, observing] = [existing("ingress-controller"), existing(shared)];
        await succeed(edge.destroy());
        assert.deepEqual(existing("ingress-enterprise"), []);
        assert.deepEqual([existing("ingress-controller"), existing(shared)], [others, observing]);
        assert.deepEqual(Object.keys((await succeed(kong.up())).summary), ["same"]);
    });
});
