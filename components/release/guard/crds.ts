import { type ChartName, chartPin } from "../../../charts";
import { valueAt } from "../values";
import type { Obstacle, Unreachable } from "./live";

/** Marks a CRD with the chart that it was last taken from: `<chart>-<version>`. */
const crdMark = "kong-observability/crds";

/** The chart as the release's inputs name it. */
export interface AskedChart {
    /** A name in `repo`, an OCI reference or a file. */
    reference: string;
    version: string;
    repo?: string;
}

/** The CRDs that Helm installs once and never updates, under these values. */
export function crdsOf(chart: ChartName, values: unknown): string[] {
    const { crds = [] } = chartPin(chart);
    // Both are kube-prometheus-stack's: CRDs that are managed elsewhere, and a Job of the chart that upgrades them.
    const lookedAfter =
        valueAt(values, "crds", "enabled") === false || valueAt(values, "crds", "upgradeJob", "enabled") === true;
    return lookedAfter ? [] : crds;
}

/**
 * The CRDs on the cluster that are older than the chart, as far as they tell by our mark or the operator's annotation.
 * The age of a CRD without either is unknown.
 */
export function outdated(
    chart: ChartName,
    version: string,
    crds: Record<string, Record<string, string>>,
): { older: string[]; unknown: string[] } {
    const older: string[] = [];
    const unknown: string[] = [];
    for (const [name, annotations] of Object.entries(crds)) {
        const [, marked] = new RegExp(`^${chart}-(.+)$`).exec(annotations[crdMark] ?? "") ?? [];
        // The mark of a manual update counts, even if the operator's version says that the CRD had been current before.
        const operator = annotations["operator.prometheus.io/version"];
        const current = [
            marked !== undefined && compareVersions(marked, version) >= 0,
            operator !== undefined && compareVersions(operator, chartPin(chart).appVersion) >= 0,
        ];
        if (!current.includes(true)) {
            (marked === undefined && operator === undefined ? unknown : older).push(name);
        }
    }
    return { older, unknown };
}

/**
 * Why a release must wait for its CRDs. An update to a newer chart waits until they are that chart's. A first install
 * that finds CRDs left on the cluster waits until none is known to be older. Pure.
 *
 * @param before the running version; undefined at a first install
 */
export function crdObstacles(
    chart: ChartName,
    before: string | undefined,
    asked: AskedChart,
    live: Record<string, Record<string, string>> | Unreachable,
): Obstacle[] {
    const raised = before !== undefined && compareVersions(asked.version, before) > 0;
    const steps = [crdCommand(chart, asked)];
    const key = `charts/${chart}/pin.json: version`;
    const why = "Helm installs CRDs once and never upgrades them. Apply the chart's own first";
    if ("unreachable" in live) {
        const message = `got ${asked.version} after ${before}; whether its CRDs are on the cluster, that does not tell (${String(live.unreachable)}). Let it answer. ${why}`;
        return raised ? [{ key, message, steps }] : [];
    }
    const { older, unknown } = outdated(chart, asked.version, live);
    const missing = raised && Object.keys(live).length === 0;
    const wanting = raised ? [...older, ...unknown] : before === undefined ? older : [];
    if (wanting.length === 0 && !missing) {
        return [];
    }
    const has = missing
        ? "the cluster has none of its CRDs"
        : `the cluster has ${wanting.length} of its CRDs from before (${wanting[0]}${wanting.length > 1 ? ", …" : ""})`;
    return [
        {
            key,
            message: `got ${asked.version}${before === undefined ? "" : ` after ${before}`}, and ${has}. ${why}`,
            steps,
        },
    ];
}

/**
 * Server-side, because they are too large for the annotation in which `kubectl apply` keeps the last state. The mark is
 * applied with them.
 */
export function crdCommand(chart: ChartName, { reference, version, repo }: AskedChart): string {
    const source = [
        reference,
        ...(repo === undefined ? [] : ["--repo", repo]),
        ...(reference.endsWith(".tgz") ? [] : ["--version", version]),
    ].join(" ");
    const mark = `kubectl annotate --local --filename - --output yaml ${crdMark}=${chart}-${version}`;
    return `helm show crds ${source} | ${mark} | kubectl apply --server-side --force-conflicts --filename -`;
}

/** Compares number by number, ignoring what follows a dash or a plus. */
export function compareVersions(a: string, b: string): number {
    const parts = (version: string): number[] => version.replace(/^v/, "").split(/[-+]/, 1)[0]!.split(".").map(Number);
    const [left, right] = [parts(a), parts(b)];
    return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
