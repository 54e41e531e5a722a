import { registryOf, sourcesOf } from "../../library/installs/application";
import { applicationsOf } from "../../library/installs/applicationSet";
import { at, textAt, unknown } from "../../library/resource";
import type { System } from "../../library/system";

/**
 * The source of something on the cluster, as written. Unknown values are kept, so that they are not taken for missing
 * ones.
 */
export interface ChartSource {
    urn: string;
    name: string;
    /** As written; undefined for a folder in a Git repository. */
    chart: string | undefined;
    /** The resource's key of the version. */
    versionKey: "version" | "targetRevision";
    version: unknown;
    repository: unknown;
}

/** Each Helm release, and each source of each Argo CD Application, of sets too, Git folders included. */
export function chartSources(system: System): ChartSource[] {
    const releases = system.ofType("kubernetes:helm.sh/v3:Release").flatMap(({ urn, name, inputs }): ChartSource[] => {
        const chart = textAt(inputs, "chart");
        // A packaged chart has its version in its name, and Helm ignores any other.
        const version = /-(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(chart ?? "")?.[1] ?? inputs.version;
        const folder = chart?.includes("/") ? chart.replace(/\/[^/]*$/, "") : undefined;
        return chart === undefined
            ? []
            : [
                  {
                      urn,
                      name,
                      chart,
                      versionKey: "version",
                      version,
                      repository: at(inputs, "repositoryOpts", "repo") ?? folder,
                  },
              ];
    });
    const applications = system.resources.flatMap(applicationsOf).flatMap((application) =>
        sourcesOf(application)
            .filter(({ chart }) => chart !== unknown)
            .map((source): ChartSource => ({
                urn: application.urn,
                name: application.name,
                chart: textAt(source, "chart") ?? inRegistry(source.repoURL),
                versionKey: "targetRevision",
                version: source.targetRevision,
                repository: registryOf(source) ?? source.repoURL,
            })),
    );
    return [...releases, ...applications];
}

/** A chart, or another artifact with a version, that is named by its address in a registry alone. */
function inRegistry(repository: unknown): string | undefined {
    return typeof repository === "string" && repository.startsWith("oci://") ? repository : undefined;
}
