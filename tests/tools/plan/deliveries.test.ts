import assert from "node:assert/strict";
import { type ChartName, charts } from "../../../charts";
import { given } from "../../../charts/words";
import { mergeValues } from "../../../components/release/values";
import { reliances } from "../../../policy/library/reliances";
import { System } from "../../../policy/library/system";
import { judgePlan, seenOf } from "../../../tools/plan/verdict";
import { arrowsOf } from "../../../tools/plan/html/arrows";
import { boxesOf } from "../../../tools/plan/html/boxes";
import { pageData } from "../../../tools/plan/html/data";
import type { Plan } from "../../../tools/plan/evaluate";
import type { PlannedResource } from "../../../tools/plan/recorder";
import { plannedReleases } from "../../../tools/render/releases";
import { wiring } from "../../../policy/library/wiring/wires";
import { broken, overridden, ruleOf, saidBy } from "../../policy/overridden";
import { applicationType, asApplications } from "./deliveries";
import { besideFiles, planOf, planWith, releaseType, stackFiles } from "./stacks";

/** Names of Helm's type where Argo CD's stands. */
const byHelm = (text: string): string => text.replaceAll(applicationType, releaseType);

const sorted = <T>(items: T[]): T[] => [...items].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** All that is shown of a plan, in an order that does not depend on its delivery. */
function picture(plan: Plan): unknown {
    const { boxes, frames } = boxesOf(plan.resources);
    const { arrows, ends } = arrowsOf(boxes, wiring(plan.resources));
    const { subjects, overview } = pageData(plan, boxes, frames, arrows, ends, []);
    const shown = {
        frames: sorted(frames),
        boxes: boxes.map(({ id, name, kind, frame, lines, serves }) => ({ id, name, kind, frame, lines, serves })),
        ends: sorted(ends.map(({ id, lines }) => ({ id, lines }))),
        arrows: sorted(arrows.map((arrow) => ({ ...arrow, details: sorted(arrow.details) }))),
        values: Object.entries(subjects).map(([id, { values, links }]) => [
            id,
            sorted(values),
            sorted(links.map((link) => ({ ...link, details: sorted(link.details) }))),
        ]),
        overview: overview.values,
    };
    return JSON.parse(byHelm(JSON.stringify(shown))) as unknown;
}

function asRendered(resource: PlannedResource): PlannedResource {
    const { type, inputs } = resource;
    const chart = String(inputs.chart).split("/").at(-1) as ChartName;
    const more = type === releaseType ? given(charts[chart].rendered)?.values : undefined;
    return { ...resource, inputs: more ? { ...inputs, values: mergeValues(inputs.values as object, more) } : inputs };
}

function verdicts(plan: Plan, config = {}): string[] {
    return judgePlan(plan, config)
        .map((verdict) => byHelm(JSON.stringify(verdict)))
        .sort();
}

describe("both deliveries of a stack", () => {
    for (const stack of [...Object.keys(stackFiles), ...Object.keys(besideFiles)]) {
        it(`${stack}: the same findings, picture and charts`, async () => {
            const helm = await planOf(stack);
            const argocd = { ...helm, resources: asApplications(helm.resources) };
            assert.equal(
                argocd.resources.filter(({ type }) => type === applicationType).length,
                helm.resources.filter(({ type }) => type === releaseType).length,
            );
            assert.deepEqual(verdicts(argocd), verdicts(helm));
            assert.deepEqual(picture(argocd), picture(helm));
            assert.deepEqual(plannedReleases(argocd.resources), plannedReleases(helm.resources));
        });
    }

    for (const stack of ["dev", "ingress-controller", "loki-stack"]) {
        it(`${stack}: an override that takes something away is named in both`, async () => {
            const resources = seenOf(await planOf(stack));
            for (const one of reliances(new System(resources))) {
                const changed = overridden(resources, one, broken(one));
                const [helm, argocd] = [changed, asApplications(changed)].map((all) => saidBy(ruleOf(one), all).sort());
                assert.deepEqual(argocd, helm);
            }
        });
    }

    it("external: the setting `delivery` gives the same findings, picture, charts and outputs", async () => {
        const helm = await planOf("external");
        const argocd = await planWith("external", { delivery: { kind: "argocd", namespace: "argocd" } });
        assert.deepEqual(
            argocd.resources.filter(({ type }) => type === releaseType),
            [],
        );
        // What is about Argo CD itself: the project of the Applications.
        const about = argocd.resources.filter(({ type }) => /:(AppProject|Applications)$/.test(type));
        const rest = { ...argocd, resources: argocd.resources.filter((resource) => !about.includes(resource)) };
        assert.deepEqual(verdicts(rest), verdicts(helm));
        assert.deepEqual(verdicts(argocd), verdicts(helm));
        // As where the charts were only rendered, whose values are those of Helm but for what the descriptions say.
        const rendered = { ...helm, resources: helm.resources.map(asRendered) };
        assert.deepEqual(picture(rest), picture(rendered));
        assert.deepEqual(plannedReleases(argocd.resources), plannedReleases(rendered.resources));
        assert.deepEqual(argocd.outputs, helm.outputs);
    });
});
