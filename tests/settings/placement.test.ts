import assert from "node:assert/strict";
import { unsatisfiedPlacements } from "../../settings/placement";
import type { PlainSettings } from "../../settings/schema";
import { check, lines, valid } from "./helpers";

const general = { name: "general", instanceTypes: ["m7i.large"], minSize: 2, maxSize: 3 };
const dedicated = {
    ...general,
    name: "gateway",
    labels: { role: "gateway" },
    taints: [{ key: "dedicated", value: "gateway", effect: "NoSchedule" }],
};
const tolerated = { key: "dedicated", value: "gateway", effect: "NoSchedule" };

/** What is said of a data plane with this placement. */
function said(placement: object, groups: object[] = [general, dedicated]): string[] {
    return saidOf(placement, { kind: "managed-node-groups", groups });
}

function saidOf(placement: object, compute: object): string[] {
    const { settings, problems } = check({
        cluster: { kind: "eks", compute },
        kong: { ...(valid.kong as object), dataPlanes: [{ name: "kong-dp", placement, proxy: { type: "ClusterIP" } }] },
    });
    assert.deepEqual(lines(problems), []);
    return unsatisfiedPlacements(settings as PlainSettings).map(({ key, message }) => `${key}: ${message}`);
}

describe("a placement of Kong's pods", () => {
    const satisfied: [string, object][] = [
        ["nothing, beside a group without taints", {}],
        ["a group's label, and its taint tolerated", { nodeSelector: { role: "gateway" }, tolerations: [tolerated] }],
        ["every taint tolerated", { nodeSelector: { role: "gateway" }, tolerations: [{ operator: "Exists" }] }],
        [
            "a taint's key tolerated, whatever its value and effect",
            { nodeSelector: { role: "gateway" }, tolerations: [{ key: "dedicated", operator: "Exists" }] },
        ],
        ["a label that Kubernetes sets", { nodeSelector: { "topology.kubernetes.io/zone": "eu-central-1a" } }],
    ];
    for (const [what, placement] of satisfied) {
        it(`is satisfied: ${what}`, () => {
            assert.deepEqual(said(placement), []);
        });
    }

    const pending: [string, object][] = [
        ["a misspelt value of a label", { nodeSelector: { role: "gatway" }, tolerations: [tolerated] }],
        ["a misspelt label", { nodeSelector: { rolle: "gateway" }, tolerations: [tolerated] }],
        ["a taint without a toleration", { nodeSelector: { role: "gateway" } }],
        [
            "a misspelt toleration",
            { nodeSelector: { role: "gateway" }, tolerations: [{ ...tolerated, key: "dedicatd" }] },
        ],
        ["another effect", { nodeSelector: { role: "gateway" }, tolerations: [{ ...tolerated, effect: "NoExecute" }] }],
        ["another value", { nodeSelector: { role: "gateway" }, tolerations: [{ ...tolerated, value: "batch" }] }],
    ];
    for (const [what, placement] of pending) {
        it(`is not: ${what}`, () => {
            const [line, ...rest] = said(placement);
            assert.match(line!, /^kong\.dataPlanes\[0\]\.placement: no group in cluster\.compute\.groups .+ Pending$/);
            assert.deepEqual(rest, []);
        });
    }

    it("is satisfied with a taint that only prefers other nodes", () => {
        const soft = { ...dedicated, taints: [{ key: "dedicated", effect: "PreferNoSchedule" }] };
        assert.deepEqual(said({ nodeSelector: { role: "gateway" } }, [general, soft]), []);
    });

    it("is not judged where nodes come from Auto Mode", () => {
        assert.deepEqual(saidOf({ nodeSelector: { role: "x" } }, { kind: "auto-mode" }), []);
    });
});
