import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { Registry } from "../../components/release/catalog";
import type { PlannedResource } from "../plan/recorder";
import { ownProblems, releaseProblems } from "./check";
import { renderRelease } from "./helm";
import { parseManifests } from "./manifests";
import { ownObjects } from "./ownObjects";
import { fileName, type PlannedRelease, plannedReleases } from "./releases";

export interface RenderOptions {
    resources: PlannedResource[];
    registry: Registry;
    /** A folder of packaged charts. @default each chart's pinned repository */
    charts?: string;
    /** Where the manifests go. Nothing in it is deleted: it may be any folder. */
    out: string;
}

export interface Rendering {
    /** One for each file that was written. */
    files: { file: string; objects: number; source: string }[];
    problems: string[];
}

const ownFile = "own-objects.yaml";

/** Renders every release of a plan, writes what comes out, and finds what does not fit what the program says. */
export async function renderPlan({ resources, registry, charts, out }: RenderOptions): Promise<Rendering> {
    const releases = plannedReleases(resources);
    mkdirSync(out, { recursive: true });
    const rendering: Rendering = { files: [], problems: [] };

    for (const release of releases) {
        const problem = await renderInto(rendering, release, { registry, charts, out });
        rendering.problems.push(...problem);
    }
    const own = ownObjects(resources);
    writeFileSync(path.join(out, ownFile), own.map((object) => `---\n${stringify(object, { aliasDuplicateObjects: false, lineWidth: 0 })}`).join(""));
    rendering.files.push({ file: ownFile, objects: own.length, source: "this program" });
    rendering.problems.push(...ownProblems(own, [...new Set(releases.map(({ chart }) => chart))], registry));
    return rendering;
}

async function renderInto(rendering: Rendering, release: PlannedRelease, { registry, charts, out }: Omit<RenderOptions, "resources">): Promise<string[]> {
    const { releaseName, chart, version } = release;
    try {
        const text = await renderRelease(release, charts);
        const file = fileName(release);
        writeFileSync(path.join(out, file), text);
        const manifests = parseManifests(text);
        rendering.files.push({ file, objects: manifests.length, source: `${chart} ${version}` });
        return releaseProblems(release, manifests, registry);
    } catch (error) {
        return [`${releaseName} (chart ${chart}): ${(error as Error).message}`];
    }
}
