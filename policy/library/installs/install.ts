import type { Seen, Values } from "../resource";

export const releaseType = "kubernetes:helm.sh/v3:Release";
export const applicationType = "kubernetes:argoproj.io/v1alpha1:Application";
export const applicationSetType = "kubernetes:argoproj.io/v1alpha1:ApplicationSet";

/** Whether Helm or Argo CD installs charts by this resource. */
export function installs({ type }: Pick<Seen, "type">): boolean {
    return [releaseType, applicationType, applicationSetType].includes(type);
}

/** A place in a chart's values as messages and pictures name it, the same for a release and an Application. */
export function valuesPath(path: string): string {
    return path.replace(/^spec\.source\.helm\.valuesObject(?=[.[]|$)/, "values");
}

/** A chart that Helm or Argo CD would install: the same for all who judge or show it, whatever delivers it. */
export interface ChartInstall {
    /** The resource that installs it. */
    urn: string;
    /** The resource's name; for one of several Applications of a set, with that Application's. */
    name: string;
    /** Name without repository or folder. */
    chart: string;
    /** What is passed to Helm: a chart's name in `repository`, an OCI reference, or a file. */
    reference: string;
    version: string | undefined;
    /** Repository, registry or folder; undefined if unknown. */
    repository: string | undefined;
    releaseName: string | undefined;
    namespace: string | undefined;
    /** Effective values, as far as they are visible. */
    values: Values;
    /** Whether the CRDs in the chart's `crds/` folder are left out. */
    skipCrds: boolean;
    /** Where further values come from that are not visible here, in words. */
    unseen: string[];
}

/** A source of an Application that is no chart, or none that is visible: nothing of it can be judged. */
export interface UnseenSource {
    urn: string;
    name: string;
    /** In words. */
    what: string;
}

/** What a resource installs. Empty for a resource that installs nothing. */
export interface Installed {
    charts: ChartInstall[];
    unseen: UnseenSource[];
}
