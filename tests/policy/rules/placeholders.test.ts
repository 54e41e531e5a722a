import assert from "node:assert/strict";
import { placeholders } from "../../../policy/rules/placeholders/rule";
import { planOf } from "../../tools/plan/stacks";
import { messages, seen, seenOf } from "../helpers";

const own = (endpoint: object) => seen("kong-observability:cluster:EksCluster", "cluster", { endpoint });
const why =
    "a range reserved for documentation that no host has, so the Kubernetes API could not be reached; " +
    "set it to your own addresses";

describe("policy placeholders", () => {
    it("tells of every documentation range, in either family", () => {
        const ranges = ["192.0.2.0/24", "198.51.100.7/32", "203.0.113.0/24", "2001:db8::/32", "3fff:1::/32"];
        assert.deepEqual(
            messages(placeholders, [own({ publicCidrs: [...ranges, "8.8.8.8/32", "0.0.0.0/0"] })]),
            ranges.map((range) => `cluster: endpoint.publicCidrs allows ${range}, ${why}`),
        );
    });

    it("reads clusters that are made without our component", () => {
        const component = seen("eks:index:Cluster", "theirs", {
            endpointPublicAccess: true,
            publicAccessCidrs: ["203.0.113.9/32"],
        });
        const plain = seen("aws:eks/cluster:Cluster", "plain", {
            vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["192.0.2.0/28"] },
        });
        assert.deepEqual(messages(placeholders, [component, plain]), [
            `theirs: publicAccessCidrs allows 203.0.113.9/32, ${why}`,
            `plain: vpcConfig.publicAccessCidrs allows 192.0.2.0/28, ${why}`,
        ]);
    });

    it("is silent where nobody is let in, and where the ranges are real", () => {
        const closed = seen("eks:index:Cluster", "closed", {
            endpointPublicAccess: false,
            publicAccessCidrs: ["203.0.113.9/32"],
        });
        assert.deepEqual(
            messages(placeholders, [own({ publicCidrs: [] }), own({ publicCidrs: ["8.8.8.0/24"] }), closed]),
            [],
        );
    });

    it("warns of prod as it is committed, and so does the plan before anything costs money", async () => {
        const planned = await planOf("prod");
        assert.equal(messages(placeholders, seenOf(planned)).length, 1);
        assert.deepEqual(
            planned.notices.filter((notice) => notice.includes("publicCidrs")),
            [
                "kong-observability:cluster.endpoint.publicCidrs: 203.0.113.0/24 is reserved for documentation, " +
                    "and no host has such an address; set your own before an up, or Pulumi cannot reach the cluster that it creates",
            ],
        );
        assert.ok(!(await planOf("dev")).notices.some((notice) => notice.includes("documents")));
    });
});
