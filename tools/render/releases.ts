import { chartNames, type ChartName } from "../../charts";
import type { Served } from "../../model/services";
import type { PlannedResource } from "../plan/recorder";
import { isObject, secretMark, unknownMark } from "../plan/values";
import { servesOf } from "../../policy/library/wiring/services";

/** One Helm release of a plan, with everything that `helm template` needs. */
export interface PlannedRelease {
    releaseName: string;
    namespace: string;
    /** The chart's name in charts/. */
    chart: ChartName;
    /** What is passed to Helm: a chart name in `repository`, an OCI reference, or a file. */
    reference: string;
    repository: string | undefined;
    version: string;
    skipCrds: boolean;
    /** Values with a placeholder for each leaf that is known only in `pulumi up`. */
    values: unknown;
    serves: Served[];
}

const releaseType = "kubernetes:helm.sh/v3:Release";
const componentType = "kong-observability:release:ChartRelease";

/** Every Helm release of a plan, sorted by name, so that two runs print the same. */
export function plannedReleases(resources: PlannedResource[]): PlannedRelease[] {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    return resources
        .filter(({ type }) => type === releaseType)
        .map((release) => plannedRelease(release, byUrn.get(release.parent ?? "")))
        .sort((a, b) => (fileName(a) < fileName(b) ? -1 : 1));
}

function plannedRelease({ urn, inputs }: PlannedResource, component: PlannedResource | undefined): PlannedRelease {
    const chart = chartNames.find((name) => name === component?.inputs.chart);
    if (component?.type !== componentType || chart === undefined) {
        throw new Error(`${urn}: a Release outside a ChartRelease component: nothing says what it serves`);
    }
    const repositoryOpts = isObject(inputs.repositoryOpts) ? inputs.repositoryOpts : {};
    return {
        releaseName: String(inputs.name),
        namespace: String(inputs.namespace),
        chart,
        reference: String(inputs.chart),
        repository: typeof repositoryOpts.repo === "string" ? repositoryOpts.repo : undefined,
        version: String(inputs.version),
        skipCrds: inputs.skipCrds === true,
        values: withPlaceholders(inputs.values ?? {}),
        serves: servesOf(component),
    };
}

/** Release names are unique only within a namespace. */
export function fileName({ namespace, releaseName }: Pick<PlannedRelease, "namespace" | "releaseName">): string {
    return `${namespace}.${releaseName}.yaml`;
}

/** Charts put values into names and addresses, so the bracketed marks of a plan become plain words. */
const placeholders: ReadonlyMap<unknown, string> = new Map([
    [unknownMark, "known-after-pulumi-up"],
    [secretMark, "secret-not-shown"],
]);

export function withPlaceholders(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withPlaceholders);
    }
    return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPlaceholders(item)]))
        : (placeholders.get(value) ?? value);
}
