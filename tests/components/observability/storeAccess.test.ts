import assert from "node:assert/strict";
import { storePolicies } from "../../../components/observability/storeAccess";
import { valueAt } from "../../../components/release/values";
import { wiring } from "../../../policy/library/wiring/wires";
import { ofType, planOf, planWith, besideFiles, stackFiles } from "../../tools/plan/stacks";

const policyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const inObservability = async (settings: object): Promise<Record<string, unknown>> =>
    Object.fromEntries(
        ofType(await planWith("local", { networkPolicies: settings }), policyType)
            .filter(({ inputs }) => valueAt(inputs, "metadata", "namespace") === "observability")
            .map(({ name, inputs }) => [name, valueAt(inputs, "spec", "ingress")]),
    );

describe("NetworkPolicies of the stores", () => {
    it("are none unless they are asked for", async () => assert.deepEqual(await inObservability({}), {}));

    it("let in their own namespace and those that are named, on any port, and nobody else", async () => {
        const named = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "keda" } } };
        const ingress = [{ from: [{ podSelector: {} }, named] }];
        assert.deepEqual(
            await inObservability({ stores: true, storeClients: ["keda"] }),
            Object.fromEntries(
                ["prometheus", "alertmanager", "loki", "tempo"].map((store) => [`${store}-ingress`, ingress]),
            ),
        );
    });

    it("are there for the stores that are, and leave alone what comes out of them", () => {
        const policies = storePolicies(
            { stores: ["kube-prometheus-stack", "loki-stack"], namespace: "observability" },
            [],
        );
        assert.deepEqual(Object.keys(policies), ["prometheus-ingress", "alertmanager-ingress", "loki-ingress"]);
        for (const policy of Object.values(policies)) {
            assert.deepEqual(valueAt(policy, "spec", "policyTypes"), ["Ingress"]);
            assert.notDeepEqual(valueAt(policy, "spec", "podSelector"), { matchLabels: {} });
        }
    });

    // Kong's plugins, applications and webhooks: who else is wired to a store would be cut off.
    for (const stack of Object.keys({ ...stackFiles, ...besideFiles })) {
        it(`cut off nobody who is wired to one: ${stack}`, async () => {
            const { resources } = await planOf(stack);
            const stores = /^(kube-prometheus-stack-(prometheus|alertmanager)|prometheus-\d|loki|tempo)$/;
            const wires = wiring(resources).filter(
                ({ service, namespace }) => namespace === "observability" && stores.test(service),
            );
            const namespaceOf = (urn: string): unknown => {
                const inputs = resources.find((resource) => resource.urn === urn)?.inputs;
                return valueAt(inputs, "namespace") ?? valueAt(inputs, "metadata", "namespace");
            };
            // In stack `existing` each of them is somebody else's.
            assert.equal(wires.length > 0, stack !== "existing");
            assert.deepEqual(
                [...new Set(wires.map(({ at }) => namespaceOf(at.urn)))],
                wires.length > 0 ? ["observability"] : [],
            );
        });
    }
});
