import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { type ChartName, charts } from "../../../charts";
import { listed } from "../../../charts/words";
import { settingKeys } from "../../shared/settingKey";
import { valueAt, type Values } from "../values";
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
}

/**
 * Refuses, already in the preview, what Helm would fail at every time or silently ignore: a volume that cannot be
 * changed, a CRD that is older than its chart, lines that Loki would no longer find. It looks at the cluster, so the
 * update passes once the steps in the message are done. Traces that Tempo would no longer find are only a warning: they
 * cannot be kept.
 */
export function releaseGuard(name: string, args: GuardArgs): pulumi.ResourceHook {
    const keyOf = settingKeys();
    return guard(name, async ({ oldInputs, newInputs }) => {
        const [before, after] = [await values(oldInputs), await values(newInputs)];
        for (const moved of movedStores(args.chart, before, after)) {
            await pulumi.log.warn(`${keyOf(moved.key)}: from ${moved.before} to ${moved.after}: ${moved.what}`);
        }
        await warnOfMetrics(name, args, after);
        return [
            ...(oldInputs === undefined ? await takenPlaces(args, after) : []),
            ...(await wantingVolumes(args, oldInputs, newInputs)),
            ...(await wantingCrds(args, oldInputs, newInputs)),
            ...(await besideOperators(args, oldInputs, newInputs)),
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
    // The callback runs outside of the program, where the project's configuration is not available.
    const keyOf = settingKeys();
    const check = async (inputs: pulumi.ResourceHookArgs): Promise<void> => {
        const obstacles = await look(inputs);
        if (obstacles.length > 0) {
            throw new Error(obstacles.map((obstacle) => `\n  ${obstacleText(obstacle, keyOf)}`).join(""));
        }
    };
    return new pulumi.ResourceHook(`${name}-guard`, check, { onDryRun: true });
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

type Inputs = Record<string, unknown> | undefined;

async function wantingVolumes(
    { chart, releaseName, namespace, overrides, live }: GuardArgs,
    before: Inputs,
    after: Inputs,
): Promise<Obstacle[]> {
    const release = { chart, releaseName, overrides };
    const changes = resizes(release, await values(before), await values(after));
    return changes.length === 0
        ? []
        : volumeObstacles(changes, namespace, await orUnreachable(live.volumes(namespace)));
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
    const keyOf = settingKeys();
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
            `${keyOf(key)}: from ${before.namespace}/${before.releaseName} to ${after.namespace}/${after.releaseName}: ` +
                `Helm uninstalls ${chart} and installs it again${lost}`,
        );
    };
    return new pulumi.ResourceHook(`${name}-move`, look, { onDryRun: true });
}

function placeIn(inputs: Inputs): ReleasePlace | undefined {
    const [releaseName, namespace] = [text(inputs?.releaseName), text(inputs?.namespace)];
    return releaseName === undefined || namespace === undefined ? undefined : { releaseName, namespace };
}

async function wantingCrds({ chart, skipCrds, live }: GuardArgs, before: Inputs, after: Inputs): Promise<Obstacle[]> {
    const names = skipCrds ? [] : crdsOf(chart, await values(after));
    const version = text(after?.version);
    if (names.length === 0 || version === undefined) {
        return [];
    }
    const asked = {
        reference: text(after?.chart) ?? chart,
        version,
        repo: text(valueAt(after?.repositoryOpts, "repo")),
    };
    const crds = await orUnreachable(live.crds(names));
    const obstacles = crdObstacles(chart, text(before?.version), asked, crds);
    if (obstacles.length === 0 && !("unreachable" in crds) && outdated(chart, version, crds).older.length > 0) {
        await pulumi.log.warn(
            `The CRDs of chart ${chart} are older than ${version}: see docs/operations.md, "Upgrades".`,
        );
    }
    return obstacles;
}

/** Before the first install only: what runs beside another already is for people to part. */
async function besideOperators(
    { chart, namespace, live }: GuardArgs,
    before: Inputs,
    after: Inputs,
): Promise<Obstacle[]> {
    if (chart !== "kube-prometheus-stack" || before !== undefined) {
        return [];
    }
    const running = await orUnreachable(live.workloads());
    const operators = "unreachable" in running ? running : operatorsIn(running);
    return operatorObstacles({ namespace, values: await values(after) }, operators);
}

/** A secret leaf makes the whole value a secret. */
function values(inputs: Inputs): Promise<unknown> {
    const given = inputs?.values;
    return pulumi.Output.isInstance(given) ? new Promise((resolve) => given.apply(resolve)) : Promise.resolve(given);
}

function text(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
