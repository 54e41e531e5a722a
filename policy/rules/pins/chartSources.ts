import { at, isValues, listAt, textAt, unknown } from "../../library/resource";
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

/** Each Helm release, and each source of each Argo CD Application, Git folders included. */
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
    const applications = system.kubernetes("Application", "argoproj.io/v1alpha1").flatMap(({ urn, name, inputs }) => {
        const single = at(inputs, "spec", "source");
        return (isValues(single) ? [single] : listAt(inputs, "spec", "sources"))
            .filter(({ chart }) => chart !== unknown)
            .map((source): ChartSource => ({
                urn,
                name,
                chart: textAt(source, "chart"),
                versionKey: "targetRevision",
                version: source.targetRevision,
                repository: source.repoURL,
            }));
    });
    return [...releases, ...applications];
}
