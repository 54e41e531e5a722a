import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { type ChartName, charts } from "../../../charts";
import { listed } from "../../../charts/words";
import { settingKeys } from "../../shared/settingKey";
import { inProgram } from "../hooks";
import { applicationName } from "../argocd/application";
import type { ArgoCd } from "../argocd/argoCd";
import type { Values } from "../values";
import { askedIn, type Inputs, text } from "./asked";
import { movedStores } from "./backends";
import { crdObstacles, crdsOf, outdated } from "./crds";
import { type LiveCluster, type Obstacle, obstacleText, orUnreachable } from "./live";
import { scalesByUse, unservedMetrics } from "./metrics";
import { operatorObstacles, operatorsIn } from "./operators";
import { type ReleasePlace, soleObstacles, soleParts } from "./sole";
import { periodObstacles } from "./periods";
import { databaseObstacles, resizes, shrinking, sizeIn, volumeObstacles } from "./volumes";

/** Where a release was until now, once its component says that it moves. */
export interface Former {
    place?: ReleasePlace;
}

export interface GuardArgs {
    former: Former;
    chart: ChartName;
    releaseName: string;
    namespace: string;
    overrides: Values | undefined;
    skipCrds: boolean;
    live: LiveCluster;
    /** Undefined with Helm. */
    argoCd: ArgoCd | undefined;
}

/**
 * Refuses, already in the preview, what Helm would fail at every time or silently ignore: a volume that cannot be
 * changed, a CRD that is older than its chart, lines that Loki would no longer find. It looks at the cluster, so the
 * update passes once the steps in the message are done. Traces that Tempo would no longer find are only a warning: they
 * cannot be kept.
 */
export function releaseGuard(name: string, args: GuardArgs): pulumi.ResourceHook {
    return guard(name, async ({ oldInputs, newInputs }) => {
        const [{ values: before }, { values: after }] = [await askedIn(oldInputs), await askedIn(newInputs)];
        for (const moved of movedStores(args.chart, before, after)) {
            await pulumi.log.warn(`${settingKeys()(moved.key)}: from ${moved.before} to ${moved.after}: ${moved.what}`);
        }
        await warnOfMetrics(name, args, after);
        return [
            ...(oldInputs === undefined ? await takenPlaces(args, after) : []),
            ...(await wantingVolumes(args, before, after)),
            ...(await wantingCrds(args, oldInputs, newInputs)),
            ...(oldInputs === undefined ? await besideOperators(args, after) : []),
            ...periodObstacles(args.chart, before, after, args.overrides, today()),
        ];
    });
}

/** Guards the volumes of a CloudNativePG cluster, whose size is the setting `key`. */
export function databaseGuard(
    name: string,
    key: string,
    { cluster, namespace, live }: { cluster: string; namespace: string; live: LiveCluster },
): pulumi.ResourceHook {
    return guard(name, async ({ oldInputs, newInputs }) => {
        const [before, after] = [oldInputs, newInputs].map((inputs) => sizeIn(inputs, ["spec", "storage", "size"]));
        return before === after
            ? []
            : databaseObstacles(cluster, { key, before, after }, await orUnreachable(live.volumes(namespace)));
    });
}

/** Guards the disk of a database that AWS runs, which can grow but never shrink. In GiB, by the setting `key`. */
export function diskGuard(name: string, key: string): pulumi.ResourceHook {
    return guard(name, ({ oldInputs, newInputs }) => {
        const [before, after] = [oldInputs, newInputs].map((inputs) => inputs?.allocatedStorage as unknown);
        const shrinks = typeof before === "number" && typeof after === "number" && after < before;
        return Promise.resolve(shrinks ? [shrinking(key, String(after), String(before))] : []);
    });
}

/**
 * A before hook that throws fails the step, also in a preview:
 * https://www.pulumi.com/docs/iac/concepts/resources/options/hooks/
 */
function guard(name: string, look: (inputs: pulumi.ResourceHookArgs) => Promise<Obstacle[]>): pulumi.ResourceHook {
    const check = async (inputs: pulumi.ResourceHookArgs): Promise<void> => {
        const obstacles = await look(inputs);
        if (obstacles.length > 0) {
            const keyOf = settingKeys();
            throw new Error(obstacles.map((obstacle) => `\n  ${obstacleText(obstacle, keyOf)}`).join(""));
        }
    };
    return new pulumi.ResourceHook(`${name}-guard`, inProgram(check), { onDryRun: true });
}

/** In UTC, as Loki counts days. */
function today(): string {
    return new Date().toISOString().slice(0, 10);
}

/** Pods that do not scale serve all the same. Nothing is said of a cluster that does not answer. */
async function warnOfMetrics(name: string, { chart, live }: GuardArgs, values: unknown): Promise<void> {
    if (scalesByUse(chart, values) && (await live.servesMetrics?.().catch(() => true)) === false) {
        await pulumi.log.warn(unservedMetrics(name));
    }
}

async function wantingVolumes(
    { chart, releaseName, namespace, overrides, live, argoCd }: GuardArgs,
    before: unknown,
    after: unknown,
): Promise<Obstacle[]> {
    const changes = resizes({ chart, releaseName, overrides }, before, after);
    if (changes.length === 0) {
        return [];
    }
    const obstacles = volumeObstacles(changes, namespace, await orUnreachable(live.volumes(namespace)));
    return argoCd === undefined
        ? obstacles
        : obstacles.map((one) => whilePaused(one, { releaseName, namespace }, argoCd));
}

/** Otherwise Argo CD would make a StatefulSet again that a step takes away. The next `up` turns it on again. */
function whilePaused(obstacle: Obstacle, place: ReleasePlace, { namespace }: ArgoCd): Obstacle {
    const patch = JSON.stringify({ spec: { syncPolicy: { automated: null } } });
    const pause = `kubectl --namespace ${namespace} patch application ${applicationName(place)} --type merge --patch '${patch}'`;
    return obstacle.steps.length === 0 ? obstacle : { ...obstacle, steps: [pause, ...obstacle.steps] };
}

/** At an install: what runs already, and must not run twice. */
async function takenPlaces({ chart, live, former, ...place }: GuardArgs, after: unknown): Promise<Obstacle[]> {
    if (soleParts(chart, after).length === 0) {
        return [];
    }
    const running = await orUnreachable(live.workloads());
    return "unreachable" in running ? [] : soleObstacles(chart, place, after, running, former.place);
}

/**
 * Remembers where a release was, and says what a move costs: the engine tells only its component, since a release that
 * is reinstalled is a new one.
 */
export function moveGuard(name: string, chart: ChartName, former: Former): pulumi.ResourceHook {
    const look = async ({ oldInputs, newInputs }: pulumi.ResourceHookArgs): Promise<void> => {
        const [before, after] = [placeIn(oldInputs), placeIn(newInputs)];
        if (before === undefined || after === undefined || isDeepStrictEqual(before, after)) {
            return;
        }
        former.place = before;
        const kept = listed(charts[chart].workloads).some(({ volume }) => volume !== undefined);
        const key = before.namespace === after.namespace ? `releaseNames.${chart}` : "namespaces";
        const lost = kept ? ", and starts with empty volumes: docs/adopting.md says what becomes of the old ones" : "";
        await pulumi.log.warn(
            `${settingKeys()(key)}: from ${before.namespace}/${before.releaseName} to ${after.namespace}/${after.releaseName}: ` +
                `${chart} is uninstalled and installed again${lost}`,
        );
    };
    return new pulumi.ResourceHook(`${name}-move`, inProgram(look), { onDryRun: true });
}

function placeIn(inputs: Inputs): ReleasePlace | undefined {
    const [releaseName, namespace] = [text(inputs?.releaseName), text(inputs?.namespace)];
    return releaseName === undefined || namespace === undefined ? undefined : { releaseName, namespace };
}

/** Argo CD applies a chart's CRDs with its other objects, each time. */
async function wantingCrds(
    { chart, skipCrds, live, argoCd }: GuardArgs,
    before: Inputs,
    after: Inputs,
): Promise<Obstacle[]> {
    const [former, { values, version, reference = chart, repo }] = [await askedIn(before), await askedIn(after)];
    const names = skipCrds || argoCd !== undefined ? [] : crdsOf(chart, values);
    if (names.length === 0 || version === undefined) {
        return [];
    }
    const asked = { reference, version, ...(repo !== undefined && { repo }) };
    const crds = await orUnreachable(live.crds(names));
    const obstacles = crdObstacles(chart, former.version, asked, crds);
    if (obstacles.length === 0 && !("unreachable" in crds) && outdated(chart, version, crds).older.length > 0) {
        await pulumi.log.warn(
            `The CRDs of chart ${chart} are older than ${version}: see docs/operations.md, "Upgrades".`,
        );
    }
    return obstacles;
}

/** Before an install only: what runs beside another already is for people to part. */
async function besideOperators({ chart, namespace, former, live }: GuardArgs, values: unknown): Promise<Obstacle[]> {
    if (chart !== "kube-prometheus-stack") {
        return [];
    }
    const running = await orUnreachable(live.workloads());
    const operators = "unreachable" in running ? running : operatorsIn(running);
    return operatorObstacles({ namespace, former: former.place?.namespace, values }, operators);
}
