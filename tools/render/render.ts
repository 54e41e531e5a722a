import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { Registry } from "../../charts/registry";
import type { PlannedResource } from "../plan/recorder";
import { crdProblems, ownProblems, releaseProblems } from "./check";
import { renderRelease } from "./helm";
import { parseManifests } from "./manifests";
import { runningProblems } from "./running";
import { ownSource, type Placed, place } from "./running/objects";
import { ownObjects } from "./ownObjects";
import { fileName, type PlannedRelease, plannedReleases } from "./releases";

export interface RenderOptions {
    resources: PlannedResource[];
    registry: Registry;
    /**
     * A folder of packaged charts.
     * @default each chart's pinned repository
     */
    charts?: string;
    /**
     * Names of Secrets and the like in the configuration itself.
     * @default none
     */
    named?: ReadonlySet<string>;
    /** Folder for the manifests. Nothing in it is deleted, because it may be any folder. */
    out: string;
}

export interface Rendering {
    /** One entry per written file. */
    files: { file: string; objects: number; source: string }[];
    problems: string[];
    /** Not problems, provided that the reader does their part. */
    notes: string[];
}

const ownFile = "own-objects.yaml";

/** Renders every release of a plan, writes the result, and reports what contradicts the program. */
export async function renderPlan({
    resources,
    registry,
    charts,
    named = new Set(),
    out,
}: RenderOptions): Promise<Rendering> {
    const releases = plannedReleases(resources);
    mkdirSync(out, { recursive: true });
    const rendering: Rendering = { files: [], problems: [], notes: [] };
    const objects: Placed[] = [];

    for (const release of releases) {
        objects.push(...(await renderInto(rendering, release, { registry, charts, out })));
    }
    const own = ownObjects(resources);
    writeFileSync(
        path.join(out, ownFile),
        own.map((object) => `---\n${stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })}`).join(""),
    );
    rendering.files.push({ file: ownFile, objects: own.length, source: "this program" });
    rendering.problems.push(...ownProblems(own, [...new Set(releases.map(({ chart }) => chart))], registry));
    // What one release lacks, another may create: with a release missing, this cannot be judged.
    if (rendering.files.length === releases.length + 1) {
        const { problems, notes } = runningProblems([...objects, ...place(own, "", ownSource)], named);
        rendering.problems.push(...problems);
        rendering.notes.push(...notes);
    }
    return rendering;
}

/** @returns the objects of the release; none if Helm cannot render it, which is reported as a problem */
async function renderInto(
    rendering: Rendering,
    release: PlannedRelease,
    { registry, charts, out }: Omit<RenderOptions, "resources" | "named">,
): Promise<Placed[]> {
    const { releaseName, chart, version } = release;
    try {
        const text = await renderRelease(release, charts);
        const file = fileName(release);
        writeFileSync(path.join(out, file), text);
        const manifests = parseManifests(text);
        rendering.files.push({ file, objects: manifests.length, source: `${chart} ${version}` });
        rendering.problems.push(...releaseProblems(release, manifests, registry), ...crdProblems(release, text));
        return place(manifests, release.namespace, `${releaseName} (chart ${chart})`);
    } catch (error) {
        rendering.problems.push(`${releaseName} (chart ${chart}): ${(error as Error).message}`);
        return [];
    }
}
