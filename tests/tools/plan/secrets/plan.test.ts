import assert from "node:assert/strict";
import fc from "fast-check";
import { comment, type PlanFile } from "../../../../tools/comment/comment";
import { findingsIn } from "../../../../tools/comment/drift/findings";
import type { Preview } from "../../../../tools/comment/drift/preview";
import { driftReport } from "../../../../tools/comment/drift/report";
import type { Plan } from "../../../../tools/plan/evaluate";
import { renderPage } from "../../../../tools/plan/html/page";
import type { PlannedResource } from "../../../../tools/plan/recorder";
import { renderScreen } from "../../../../tools/plan/screen";
import { shown } from "../../../../tools/plan/shown";
import { judgePlan } from "../../../../tools/plan/verdict";
import { wiring } from "../../../../policy/library/wiring/wires";
import { literalWarning } from "../../../../tools/render/literals";
import { anyPlanting, clean, givesAway, hostile, planted, plantings, withPlanting } from "../../../model/planted";
import { plannedResource } from "../plannedResource";
import { planOf } from "../stacks";

describe("secrets in a plan", () => {
    const urn = (name: string): string => `urn:pulumi:dev::kong-observability::kubernetes:core/v1:ConfigMap::${name}`;
    const resource = (name: string, inputs: Record<string, unknown>): PlannedResource =>
        plannedResource({ urn: urn(name), type: "kubernetes:core/v1:ConfigMap", name, inputs });
    const planWith = (value: unknown): Plan => ({
        stack: "dev",
        resources: [
            resource("a", { data: value, metadata: { name: "a", note: hostile } }),
            { ...resource("r", { chart: "kong", values: value }), type: "kubernetes:helm.sh/v3:Release" },
        ],
        outputs: { values: { some: value, note: hostile }, secrets: [], unknowns: [] },
        notices: [hostile],
        answers: [],
    });

    it("are hidden in whatever is made of it, wherever they stand", () => {
        fc.assert(
            fc.property(withPlanting, withPlanting, (value, other) => {
                const plan = planWith(value);
                const found = { plan, wires: wiring(plan.resources), verdicts: judgePlan(plan, {}) };
                const file: PlanFile = {
                    stack: "dev",
                    resources: plan.resources,
                    outputs: plan.outputs.values,
                    policy: found.verdicts,
                };
                const base: PlanFile = { ...file, resources: planWith(other).resources };
                clean(renderScreen(plan, found.wires, found.verdicts, "x").replaceAll(/\u001b\[\d+m/g, ""));
                clean(comment([{ stack: "dev", head: file, base, problems: `broken: http://a:${planted}@b` }]));
                assert.ok(!givesAway(JSON.stringify(shown(found))));
                assert.ok(!givesAway(literalWarning(plan.resources, "rendered") ?? ""));
            }),
            { numRuns: 150 },
        );
    });

    it("are hidden on the page", async () => {
        const planned = structuredClone(await planOf("dev"));
        const release = planned.resources.find(({ type }) => type === "kubernetes:helm.sh/v3:Release")!;
        release.inputs.values = { ...(release.inputs.values as object), more: plantings, note: hostile };
        planned.notices.push(`${hostile} http://a:${planted}@b`);
        const page = await renderPage(planned, wiring(planned.resources), judgePlan(planned, {}));
        clean(page);
    });

    it("are said by key where render writes them, and not otherwise", async () => {
        const warning = literalWarning(planWith({ env: { pg_password: planted } }).resources, "rendered/dev") ?? "";
        assert.match(
            warning,
            /^Warning: the files in rendered\/dev contain .*\n {2}a: data\.env\.pg_password\n {2}r: values\.env\.pg_password$/,
        );
        for (const stack of ["dev", "access-kong"]) {
            assert.equal(literalWarning((await planOf(stack)).resources, "x"), undefined);
        }
        const { resources } = await planOf("destinations");
        assert.match(literalWarning(resources, "x") ?? "", /^.*(\n {2}collector: \S*headers\.x-vendor-dataset)+$/);
        assert.equal(
            literalWarning(resources, "x", new Set(["kong"])),
            undefined,
            "the stack file says that it is none",
        );
    });

    it("are hidden in the drift check, which passes on what providers say", () => {
        fc.assert(
            fc.property(anyPlanting, withPlanting, ([, value], other) => {
                const quoted = typeof value === "string" ? value : JSON.stringify(value);
                const preview: Preview = {
                    steps: [
                        {
                            op: "update",
                            urn: urn(`a${hostile}`),
                            detailedDiff: {},
                            oldState: { inputs: { a: value } },
                            newState: { inputs: { a: other, [`http://a:${planted}@b`]: 1 } },
                        },
                    ],
                    diagnostics: [{ severity: "error", message: `${hostile} refused ${quoted}` }],
                };
                clean(driftReport("dev", findingsIn(preview, new Date())));
            }),
            { numRuns: 200 },
        );
    });
});
