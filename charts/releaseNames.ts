import type { ChartName } from ".";

/** Names of Helm releases by chart. Each data plane's release has the data plane's own name instead. */
export type ReleaseNames = Partial<Record<ChartName, string>>;

/** Releases that do not have their chart's name by default: hybrid mode's control plane, and the ingress controller. */
const others: ReleaseNames = { kong: "kong-cp", ingress: "kong" };

/** @param given names other than the defaults */
export function releaseNameOf(chart: ChartName, given: ReleaseNames = {}): string {
    return given[chart] ?? others[chart] ?? chart;
}

/**
 * The most characters with which every name that a chart derives is whole: the longest suffix is
 * `-controller-validation-webhook` (Kong's), and a Service's name has 63 at most. The charts cut longer ones, each at
 * another place. The names of Prometheus and its operator are always cut to 26.
 */
export const longestReleaseName = 30;
