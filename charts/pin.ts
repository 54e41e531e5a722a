/** `pin.json` of a chart: its source, its version, and every image that it can run. */
export interface ChartPin {
    /** The chart's own repository. */
    repository: string;
    /** Version of the chart. */
    version: string;
    /** The chart's `appVersion`. */
    appVersion: string;
    /** `registry/path:tag` of each image that it can run, by a name of our own. */
    images: Record<string, string>;
    /**
     * CRDs in the folder `crds/` of the chart or of a subchart: Helm installs them once and never upgrades them.
     * @default none
     */
    crds?: string[];
}
