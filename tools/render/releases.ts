import { chartNames, type ChartName } from "../../charts";
import type { Served } from "../../model/services";
import type { PlannedResource } from "../plan/recorder";
import { isObject, secretMark, unknownMark } from "../plan/values";
import type { ChartInstall } from "../../policy/library/installs/install";
import { installedBy } from "../../policy/library/installs/installed";
import { servesOf } from "../../policy/library/wiring/services";

/** One chart that a plan installs, with everything that `helm template` needs. Argo CD renders it in the same way. */
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

const componentType = "kong-observability:release:ChartRelease";

/** Every chart that a plan installs, sorted by release name, so that two runs print the same. */
export function plannedReleases(resources: PlannedResource[]): PlannedRelease[] {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    return resources
        .flatMap((resource) =>
            installedBy(resource).charts.map((install) => plannedRelease(install, byUrn.get(resource.parent ?? ""))),
        )
        .sort((a, b) => (fileName(a) < fileName(b) ? -1 : 1));
}

function plannedRelease(install: ChartInstall, component: PlannedResource | undefined): PlannedRelease {
    const { urn, releaseName, namespace, reference, repository, version, skipCrds, values } = install;
    const chart = chartNames.find((name) => name === component?.inputs.chart);
    if (component?.type !== componentType || chart === undefined) {
        throw new Error(`${urn}: a chart outside a ChartRelease component: nothing says what it serves`);
    }
    return {
        releaseName: String(releaseName),
        namespace: String(namespace),
        chart,
        reference,
        repository: reference.includes("/") ? undefined : repository,
        version: String(version),
        skipCrds,
        values: withPlaceholders(values),
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
