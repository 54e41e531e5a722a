/** What is installed of one chart, from where, and every image it can run: its `pin.json`. */
export interface ChartPin {
    /** The chart repository at home. */
    repository: string;
    /** Of the chart. */
    version: string;
    /** Of what it installs, as the chart says. */
    appVersion: string;
    /** `registry/path:tag` of each image that it can run, by a name of our own. */
    images: Record<string, string>;
    /**
     * The CRDs in the folder `crds/` of the chart or of a part of it: Helm installs them once and never upgrades them.
     * @default none
     */
    crds?: string[];
}
