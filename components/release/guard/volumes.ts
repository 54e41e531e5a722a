import { bytesOf } from "../../../model/quantity";
import { type ChartName, charts } from "../../../charts";
import type { VolumeFact } from "../../../charts/description";
import { listed, type Path } from "../../../charts/words";
import { valueAt, type Values } from "../values";
import type { LiveClaim, LiveVolumes, Obstacle, Unreachable } from "./live";

/** A volume with the names of its StatefulSet and claim template. */
type NamedVolume = Omit<VolumeFact, "template"> & { set: string; template: string };

function volumesOf(chart: ChartName, releaseName: string): NamedVolume[] {
    return listed(charts[chart].workloads).flatMap(({ name, volume }) =>
        volume === undefined ? [] : [{ ...volume, set: name(releaseName), template: volume.template(releaseName) }],
    );
}

/** Path of Prometheus' volume size in its chart's values. */
export const prometheusSize = listed(charts["kube-prometheus-stack"].workloads).find(
    ({ part }) => part === "prometheus",
)!.volume!.path;

/** How an update changes one volume. Undefined: there is no volume, or its size is unknown. */
export interface Resize {
    /** The configuration key of the size. */
    key: string;
    /** Path of the size in the chart's values. */
    value: string;
    volume: Pick<NamedVolume, "set" | "template" | "madeBy">;
    before: string | undefined;
    after: string | undefined;
}

/**
 * How a release's update changes each volume.
 * @param overrides of the chart, whose keys are named in messages if they decide the size
 */
export function resizes(
    { chart, releaseName, overrides }: { chart: ChartName; releaseName: string; overrides?: Values | undefined },
    before: unknown,
    after: unknown,
): Resize[] {
    return volumesOf(chart, releaseName)
        .filter(({ automatic }) => automatic === undefined || valueAt(after, ...automatic) !== true)
        .map(({ path, setting, ...volume }) => {
            const overridden = valueAt(overrides, ...path) !== undefined || setting === undefined;
            const key = overridden ? `chartOverrides.${chart}.${path.join(".")}` : setting;
            return { key, value: path.join("."), volume, before: sizeIn(before, path), after: sizeIn(after, path) };
        });
}

/** Undefined if the volume does not exist or its size is unknown. */
export function sizeIn(values: unknown, path: Path): string | undefined {
    const size = valueAt(values, ...path);
    return valueAt(values, ...path.slice(0, -1), "enabled") === false || bytesOf(size) === undefined
        ? undefined
        : String(size);
}

/** Why a release's volumes do not get the sizes in its values. Pure. */
export function volumeObstacles(changes: Resize[], namespace: string, live: LiveVolumes | Unreachable): Obstacle[] {
    return changes.flatMap((change) =>
        "unreachable" in live ? unseen(change, namespace, live) : seen(change, namespace, live),
    );
}

/** Without access to the cluster, only changes in the values can be judged. */
function unseen({ key, volume, before, after }: Resize, namespace: string, { unreachable }: Unreachable): Obstacle[] {
    if (before === undefined || after === undefined || compareSizes(before, after) === 0) {
        return [];
    }
    if (compareSizes(after, before) < 0) {
        return [shrinking(key, after, before)];
    }
    const claim = { name: `${volume.template}-${volume.set}-0` };
    const message = `got ${after}, and the volume of ${where(namespace, volume.set)} has ${before}; whether it has grown the cluster does not tell (${unreachable})`;
    return [
        {
            key,
            message: `${message}. Let it answer, and grow the volume first`,
            steps: growth([claim], after, namespace, volume, { fixed: true, mounted: true }),
        },
    ];
}

function seen({ key, volume, before, after }: Resize, namespace: string, live: LiveVolumes): Obstacle[] {
    const template = volume.madeBy === "helm" ? live.sets[volume.set] : undefined;
    const size = template?.[volume.template];
    if (after === undefined) {
        // Only for a volume that existed: values of one that never did are not a reliable source.
        return before !== undefined && size !== undefined
            ? [changed(key, `got none, and ${where(namespace, volume.set)} has one of ${size}`, volume, namespace)]
            : [];
    }
    const claims = live.claims.filter(({ name }) =>
        new RegExp(`^${volume.template}-${volume.set}(-shard-\\d+)?-\\d+$`).test(name),
    );
    const largest = [...claims.map(({ request }) => request), ...(size === undefined ? [] : [size])]
        .sort(compareSizes)
        .at(-1);
    const reduced =
        (size !== undefined && compareSizes(after, size) < 0) ||
        (before !== undefined && compareSizes(after, before) < 0);
    if (reduced && largest !== undefined && compareSizes(after, largest) < 0) {
        return [shrinking(key, after, largest, givenUp(claims, namespace, volume))];
    }
    const small = claims.filter(
        (claim) => compareSizes(claim.request, after) < 0 || compareSizes(hasOrGets(claim), after) < 0,
    );
    const fixed =
        template !== undefined && (size === undefined ? before === undefined : compareSizes(size, after) !== 0);
    if (small.length === 0 && !fixed) {
        return [];
    }
    if (small.length === 0) {
        const has = size === undefined ? "has none" : `is still made for ${size}`;
        return [changed(key, `got ${after}, and ${where(namespace, volume.set)} ${has}`, volume, namespace)];
    }
    const has = small.map(({ name, request, capacity = request }) => `${name} has ${capacity}`).join(", ");
    const why =
        volume.madeBy === "helm"
            ? "Kubernetes does not let an upgrade change it"
            : "the operator would recreate the set and leave the claim as it is";
    // Without the StatefulSet no pod mounts a remaining claim, and growth completes only on a mount.
    const mounted = live.sets[volume.set] !== undefined;
    const steps = [...unlocking(small, live), ...growth(small, after, namespace, volume, { fixed, mounted })];
    return [{ key, message: `got ${after}, and in ${namespace} ${has}: ${why}. Grow it first`, steps }];
}

/** A claim whose file system grows on the next mount counts as grown: otherwise no pod could ever start with it. */
function hasOrGets({ request, capacity = request, growsAtMount = false }: LiveClaim): string {
    return growsAtMount ? request : capacity;
}

/** CloudNativePG grows its volumes itself if their StorageClass allows it. Its webhook refuses to shrink them. Pure. */
export function databaseObstacles(
    cluster: string,
    { key, before, after }: Omit<Resize, "volume" | "value">,
    live: LiveVolumes | Unreachable,
): Obstacle[] {
    if (before === undefined || after === undefined || compareSizes(before, after) === 0) {
        return [];
    }
    if (compareSizes(after, before) < 0) {
        return [shrinking(key, after, before)];
    }
    const claims =
        "unreachable" in live ? [] : live.claims.filter(({ labels }) => labels["cnpg.io/cluster"] === cluster);
    const steps = "unreachable" in live ? [] : unlocking(claims, live);
    return steps.length === 0
        ? []
        : [
              {
                  key,
                  message: `got ${after}, and the StorageClass of the volumes lets none grow. Where its driver can, allow it`,
                  steps,
              },
          ];
}

export function shrinking(key: string, after: string, before: string, steps: string[] = []): Obstacle {
    const end = steps.length === 0 ? "" : ". To start over without what is on it";
    return { key, message: `got ${after}; allowed: at least ${before}, since a volume cannot shrink${end}`, steps };
}

function changed(key: string, what: string, volume: Resize["volume"], namespace: string): Obstacle {
    const message = `${what}, which Kubernetes does not let an upgrade change. Take the set away, without its pods and volumes`;
    return { key, message, steps: [orphaning(volume.set, namespace)] };
}

/** A StatefulSet that an operator created is left to the operator; a claim in use is deleted after its pod. */
function givenUp(claims: LiveClaim[], namespace: string, { set, madeBy }: Resize["volume"]): string[] {
    const remove = claims.map(({ name }) => `kubectl --namespace ${namespace} delete pvc ${name} --wait=false`);
    return [...(madeBy === "helm" ? [`kubectl --namespace ${namespace} delete statefulset ${set}`] : []), ...remove];
}

/**
 * @param fixed whether the StatefulSet's template has another size
 * @param mounted whether pods hold the claims
 */
function growth(
    claims: Pick<LiveClaim, "name">[],
    size: string,
    namespace: string,
    { set, madeBy }: Resize["volume"],
    { fixed, mounted }: { fixed: boolean; mounted: boolean },
): string[] {
    const patch = JSON.stringify({ spec: { resources: { requests: { storage: size } } } });
    return [
        ...claims.map(({ name }) => `kubectl --namespace ${namespace} patch pvc ${name} --patch '${patch}'`),
        ...(mounted ? claims : []).map(
            ({ name }) =>
                `kubectl --namespace ${namespace} wait pvc/${name} --for=jsonpath='{.status.capacity.storage}'=${shown(size)} --timeout=10m`,
        ),
        ...(madeBy === "helm" && fixed ? [orphaning(set, namespace)] : []),
    ];
}

/**
 * A size as the API server shows a claim's capacity: 20480Mi is shown as 20Gi. Drivers report binary units, and EBS
 * rounds decimal ones to whole GiB.
 */
function shown(size: string): string {
    const bytes = bytesOf(size) ?? 0;
    const whole = /[kMGTPE]$/.test(size) ? Math.ceil(bytes / 2 ** 30) * 2 ** 30 : bytes;
    const unit = ["Ti", "Gi", "Mi", "Ki"].find((_, index) => whole % 2 ** (40 - 10 * index) === 0);
    return whole === 0 || unit === undefined ? size : `${whole / (bytesOf(`1${unit}`) ?? 1)}${unit}`;
}

function orphaning(set: string, namespace: string): string {
    return `kubectl --namespace ${namespace} delete statefulset ${set} --cascade=orphan`;
}

/** A claim grows only if its StorageClass allows it, which can be changed at any time. */
function unlocking(claims: LiveClaim[], { expandable }: LiveVolumes): string[] {
    const classes = new Set(
        claims.flatMap(({ storageClass }) =>
            storageClass !== undefined && expandable[storageClass] === false ? [storageClass] : [],
        ),
    );
    return [...classes].map((name) => `kubectl patch storageclass ${name} --patch '{"allowVolumeExpansion":true}'`);
}

function where(namespace: string, set: string): string {
    return `StatefulSet ${namespace}/${set}`;
}

/** Compares two sizes: negative if `b` is larger. */
export function compareSizes(a: string, b: string): number {
    return (bytesOf(a) ?? 0) - (bytesOf(b) ?? 0);
}
