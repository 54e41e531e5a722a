import assert from "node:assert/strict";
import { connectCluster } from "../../../components/cluster/connect";
import { exposureOf } from "../../../components/gateway/nodes/proxy";
import { record } from "./recorder";

describe("a cluster that is there already", () => {
    it("is reached by a kubeconfig that the provider takes as a secret", async () => {
        const all = await record(true, () =>
            connectCluster(
                "cluster",
                {
                    kind: "kubeconfig",
                    kubeconfig: { content: "users: []", identifier: "kind" },
                    context: "kind",
                    storageClass: "fast",
                },
                { registry: {} },
            ),
        );
        const provider = all.get("pulumi:providers:kubernetes cluster-kubernetes")!;
        assert.deepEqual(Object.keys(provider.inputs).sort(), [
            "clusterIdentifier",
            "context",
            "enableConfigMapMutable",
            "enableSecretMutable",
            "kubeconfig",
        ]);
        assert.equal(provider.inputs.kubeconfig, "[secret]");
        assert.equal(provider.inputs.clusterIdentifier, "kind");
        assert.equal(all.size, 3);
    });

    it("makes an internal load balancer where it is known who is told, and no public one in its place", async () => {
        const known = async (loadBalancers: "gke" | undefined): Promise<object> => {
            let found = {};
            await record(true, async () => {
                const kubeconfig = { identifier: "kind" };
                const args = { kind: "kubeconfig", kubeconfig, context: "kind", loadBalancers } as const;
                found = (await connectCluster("cluster", args, { registry: {} })).layer.loadBalancers;
            });
            return found;
        };
        const annotations = { "networking.gke.io/load-balancer-type": "Internal" };
        const plain = { annotations: {}, namespaceLabels: {} };
        assert.deepEqual(await known("gke"), {
            "internet-facing": plain,
            internal: { annotations, namespaceLabels: {} },
        });
        const unknown = { "internet-facing": plain };
        assert.deepEqual(await known(undefined), unknown);
        assert.throws(
            () => exposureOf({ type: "LoadBalancer", scheme: "internal", annotations: {} }, unknown),
            /cluster\.loadBalancers: missing/,
        );
    });
});
