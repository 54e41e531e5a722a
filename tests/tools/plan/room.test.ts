import assert from "node:assert/strict";
import { processorsIn } from "../../../model/instanceTypes";
import { type Room, room } from "../../../policy/library/room";
import { System } from "../../../policy/library/system";
import { roomLines } from "../../../tools/plan/roomLines";
import { seenOf } from "../../../tools/plan/verdict";
import type { Plan } from "../../../tools/plan/evaluate";
import { planOf, planWith, stackFiles } from "./stacks";

const roomOf = (plan: Plan): Room | undefined => room(new System(seenOf(plan)))[0];
const nodes = (...groups: object[]): object => ({
    kind: "eks",
    compute: { kind: "managed-node-groups", groups: groups.map((group) => ({ name: "general", ...group })) },
});
const three = nodes({ instanceTypes: ["m7i.xlarge", "m6i.xlarge"], minSize: 3, maxSize: 6 });

describe("room on the nodes", () => {
    for (const stack of Object.keys(stackFiles)) {
        it(`is enough with one of them lost, or nodes come with the load: ${stack}`, async () => {
            const found = roomOf(await planOf(stack));
            assert.equal(found === undefined, !["prod", "existing-vpc"].includes(stack));
            assert.ok(found === undefined || found.without.asked <= found.without.has, JSON.stringify(found));
        });
    }

    it("counts every pod that asks for processors, and what EKS keeps and adds", async () => {
        const found = roomOf(await planWith("prod", { cluster: three }))!;
        // By `helm template` of every chart: 7.86 without what is on each node; there the agent has 0.1, add-ons 0.18.
        assert.deepEqual(
            [found.nodes, found.has, found.asked, found.without.has, found.without.asked].map((n) => n.toFixed(2)),
            ["3", "11.76", "9.22", "7.84", "8.94"].map((n) => Number(n).toFixed(2)),
        );
    });

    it("follows replicas, requests and overrides", async () => {
        const asked = async (settings: Record<string, unknown>): Promise<number> =>
            Math.round((roomOf(await planWith("prod", { cluster: three, ...settings }))!.asked - 9.22) * 100) / 100;
        const more = { prometheus: { prometheusSpec: { resources: { requests: { cpu: "1500m" } } } } };
        assert.equal(await asked({ chartOverrides: { "kube-prometheus-stack": more } }), 1);
        assert.equal(await asked({ chartOverrides: { "aws-load-balancer-controller": { replicaCount: 3 } } }), 0.05);
        assert.equal(await asked({ sample: true }), 0.02);
    });

    it("is said, and a lost node by name of the setting where it does not do", async () => {
        const said = roomLines(await planWith("prod", { cluster: three }));
        assert.deepEqual(said.lines, ["3 nodes: pods ask for 9.2 of 11.8 CPUs", "with one lost: 8.9 of 7.8 CPUs"]);
        assert.deepEqual(said.notices, [
            "With one of 3 nodes lost, pods ask for 8.9 of 7.8 CPUs: pods with 1.1 wait for the node that replaces it. " +
                "cluster.compute.groups: a larger minSize or instance type makes room",
        ]);
        const two = nodes({ instanceTypes: ["m7i.xlarge"], minSize: 2, maxSize: 2 });
        const [short] = roomLines(await planWith("prod", { cluster: two })).notices;
        assert.match(short ?? "", /^Pods ask for 8\.9 of 7\.8 CPUs that 2 nodes have: some will not start\./);
    });

    it("keeps nodes with a taint apart, for pods that run nowhere else", async () => {
        const taints = [{ key: "example.com/edge", value: "yes", effect: "NoSchedule" }];
        const edge = { name: "edge", instanceTypes: ["m7i.xlarge"], minSize: 2, maxSize: 2, taints };
        const general = { instanceTypes: ["m7i.xlarge"], minSize: 3, maxSize: 3 };
        const labels = { "example.com/edge": "yes" };
        const cluster = nodes(general, { ...edge, labels });
        const tolerations = [{ key: "example.com/edge", operator: "Exists" }];
        const resources = { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "2Gi" } };
        const kong = (placement: object): object => ({
            database: { kind: "rds", instanceClass: "db.m7g.large", allocatedStorage: 50 },
            dataPlanes: [{ name: "kong-dp", replicas: 3, resources, placement }],
        });
        const rooms = async (placement: object): Promise<Room[]> =>
            room(new System(seenOf(await planWith("prod", { cluster, kong: kong(placement) }))));
        const brief = (found: Room[]): unknown =>
            found.map(({ only, nodes, has, asked }) => [only, nodes, has.toFixed(2), asked.toFixed(2)]);

        // Nobody may run on the tainted nodes: they make no room, and only what runs on each node is there.
        const without = await rooms({});
        const everywhere = Number(without[0]?.asked.toFixed(2));
        assert.deepEqual(brief(without), [[undefined, 3, "11.76", everywhere.toFixed(2)]]);
        // Three pods of one processor, and what runs on each of the two nodes.
        const bound = await rooms({ nodeSelector: labels, tolerations });
        assert.deepEqual(brief(bound), [
            [undefined, 3, "11.76", (everywhere - 3).toFixed(2)],
            ["example.com/edge", 2, "7.84", (3 + 2 * 0.28).toFixed(2)],
        ]);
        // They may run on all, and so count where everything else runs.
        assert.deepEqual(brief(await rooms({ tolerations })), brief(without));

        const said = roomLines(await planWith("prod", { cluster, kong: kong({ nodeSelector: labels, tolerations }) }));
        assert.deepEqual(said.lines.slice(2), [
            "2 nodes with the taint example.com/edge: pods that run nowhere else ask for 3.6 of 7.8 CPUs",
            "with one lost: 3.3 of 3.9 CPUs",
        ]);
    });

    it("is left open where nobody can tell a node's size", async () => {
        const metal = nodes({ instanceTypes: ["m7i.metal-24xl"], minSize: 3, maxSize: 3 });
        assert.deepEqual(roomLines(await planWith("prod", { cluster: metal })), { lines: [], notices: [] });
    });
});

describe("an instance type's processors", () => {
    it("follow from its size", () => {
        const types = { "m7i.large": 2, "m7i.xlarge": 4, "c7g.2xlarge": 8, "r6id.24xlarge": 96, "c7g.medium": 1 };
        for (const [type, processors] of Object.entries({ ...types, "t3.medium": 2, "u-6tb1.56xlarge": 224 })) {
            assert.equal(processorsIn(type), processors, type);
        }
        for (const type of ["m7i.metal", "m7i", "t3.micro", "?"]) {
            assert.equal(processorsIn(type), undefined, type);
        }
    });
});
