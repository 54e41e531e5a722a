import { type ChartName, charts } from "../../../charts";
import type { SoleFact } from "../../../charts/description";
import { listed } from "../../../charts/words";
import { applicationName } from "../argocd/application";
import { valueAt } from "../values";
import type { LiveWorkload, Obstacle } from "./live";

/** A Helm release. */
export interface ReleasePlace {
    releaseName: string;
    namespace: string;
}

/** What of a chart must not run twice on a cluster, under these values. */
export function soleParts(chart: ChartName, values: unknown): readonly SoleFact[] {
    return listed(charts[chart].sole).filter(
        ({ unless = [] }) => !unless.some(({ path, values: off }) => off.includes(valueAt(values, ...path))),
    );
}

/** The port of the node that a part takes, under these values; undefined if it takes none. */
export function hostPortOf({ hostPort }: SoleFact, values: unknown): number | undefined {
    return hostPort === undefined ? undefined : Number(valueAt(values, ...hostPort.path) ?? hostPort.standard);
}

/**
 * Why a release cannot be installed beside what runs already. Pure.
 *
 * @param former where this release was until now, which ends before it begins anew
 */
export function soleObstacles(
    chart: ChartName,
    place: ReleasePlace,
    values: unknown,
    running: readonly LiveWorkload[],
    former?: ReleasePlace,
): Obstacle[] {
    const ours = [place, former].filter((one) => one !== undefined);
    const others = running.filter((workload) => !ours.some((one) => isOf(one, workload)));
    return soleParts(chart, values).flatMap((part) => {
        const port = hostPortOf(part, values);
        const other = others.find((workload) =>
            port === undefined ? runs(workload, part) : workload.hostPorts.includes(port),
        );
        return other === undefined ? [] : [obstacle(chart, part, other)];
    });
}

function obstacle(chart: ChartName, { what, why, instead }: SoleFact, other: LiveWorkload): Obstacle {
    const { kind, namespace, name, release } = other;
    const own = release === undefined ? "" : `. ${ifOwn(chart, release)}`;
    return {
        key: `releaseNames.${chart}`,
        message: `got ${what} for this stack, and ${kind} ${namespace}/${name} is there${ownerOf(other)}: ${why}. ${instead}${own}`,
        steps: [],
    };
}

/**
 * What to do where the release that is there is this stack's own. Its component moves first; where the `up` then fails,
 * the next one no longer sees that anything moves.
 */
export function ifOwn(chart: ChartName, { releaseName, namespace }: ReleasePlace): string {
    return (
        "If it is this stack's own, left by an `up` that failed while it changed its name or namespace: " +
        `set releaseNames.${chart} back to ${releaseName}, its namespace to ${namespace}, run \`pulumi up\`, and change them again`
    );
}

function ownerOf({ release, application }: LiveWorkload): string {
    if (application !== undefined) {
        return `, of Argo CD's Application ${application}`;
    }
    return release === undefined ? "" : `, of Helm release ${release.namespace}/${release.releaseName}`;
}

/** By the image's own name, which mirrors and installers keep. */
function runs({ kind, images }: LiveWorkload, part: SoleFact): boolean {
    return kind === part.kind && images.some((image) => repositoryOf(image).endsWith(`/${part.image}`));
}

/** Without tag and digest, and with a slash in front. */
function repositoryOf(image: string): string {
    return `/${image.replace(/@.*$/, "").replace(/:[^/]*$/, "")}`;
}

/** Whoever delivered it: a change of the delivery takes over what runs. */
function isOf(one: ReleasePlace, { release, application }: LiveWorkload): boolean {
    return (
        (one.releaseName === release?.releaseName && one.namespace === release.namespace) ||
        application === applicationName(one)
    );
}
