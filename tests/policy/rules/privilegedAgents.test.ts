import assert from "node:assert/strict";
import { privilegedAgents } from "../../../policy/rules/privilegedAgents/rule";
import { planOf } from "../../tools/plan/stacks";
import { kubernetes, messages, release, seen, seenOf } from "../helpers";

const place = { namespace: "observability", name: "deepflow" };
const agent = release("deepflow", {}, place);
const label = "pod-security.kubernetes.io/enforce";
const namespace = (labels: object) =>
    kubernetes("v1", "Namespace", "observability", { metadata: { name: "observability", labels } });
const group = (amiType: string) => seen("aws:eks/nodeGroup:NodeGroup", "general", { amiType });

describe("policy privileged-agents", () => {
    it("passes DeepFlow in a namespace that admits it, and stacks without it", async () => {
        for (const stack of ["deepflow", "dev", "prod"]) {
            assert.deepEqual(messages(privilegedAgents, seenOf(await planOf(stack))), []);
        }
    });

    it("reports a namespace in which Kubernetes would refuse its pods", () => {
        const why =
            "allowed: privileged, since DeepFlow's agent loads eBPF programs, sees every process of its node, and opens raw sockets";
        assert.deepEqual(messages(privilegedAgents, [agent, namespace({ [label]: "baseline" })]), [
            `deepflow (agent): the namespace observability has ${label}: baseline; ${why}`,
        ]);
        assert.deepEqual(messages(privilegedAgents, [agent, namespace({})]), [
            `deepflow (agent): the namespace observability has no label ${label}; ${why}`,
        ]);
        assert.deepEqual(messages(privilegedAgents, [agent, namespace({ [label]: "privileged" })]), []);
        assert.deepEqual(messages(privilegedAgents, [agent, namespace({ [label]: "[unknown]" })]), []);
    });

    it("knows the operating systems of node groups", () => {
        assert.deepEqual(messages(privilegedAgents, [agent, group("AL2023_x86_64_STANDARD")]), []);
        const [message = ""] = messages(privilegedAgents, [agent, group("BOTTLEROCKET_ARM_64")]);
        assert.match(message, /nodes of general run Bottlerocket/);
        assert.deepEqual(messages(privilegedAgents, [agent, group("BOTTLEROCKET_ARM_64")], { bottlerocket: true }), []);
    });

    it("knows that EKS Auto Mode runs Bottlerocket", () => {
        const cluster = seen("kong-observability:cluster:EksCluster", "cluster", { compute: "auto-mode" });
        assert.equal(messages(privilegedAgents, [agent, cluster]).length, 1);
        const plain = seen("aws:eks/cluster:Cluster", "cluster", { computeConfig: { enabled: true } });
        assert.equal(messages(privilegedAgents, [agent, plain]).length, 1);
        assert.deepEqual(messages(privilegedAgents, [plain]), []);
    });

    it("reports Fargate, which runs no DaemonSet", () => {
        const profile = seen("aws:eks/fargateProfile:FargateProfile", "all", {
            selectors: [{ namespace: "observability" }],
        });
        assert.deepEqual(messages(privilegedAgents, [agent, profile]), [
            "deepflow (agent): the Fargate profile all takes the pods of observability, and Fargate runs no DaemonSet; use managed node groups",
        ]);
    });

    it("asks nothing for a chart whose agent is off", () => {
        const off = release("deepflow", { "deepflow-agent": { enabled: false } }, place);
        assert.deepEqual(messages(privilegedAgents, [off, namespace({})]), []);
    });
});
