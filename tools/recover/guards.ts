import type { ReleaseFacts } from "./facts";
import { type ManifestObject, manifestObjects, type Revision } from "./helm";

/**
 * Whether what Helm holds is what this stack asked for, and so no other's. It matters only where the state does not
 * know the release: a name alone proves nothing on a shared cluster. Chart and version must be the same, and every
 * value where they are known: an operator's may be those of another stack too. So Helm must also have begun after the
 * component that asks for it was made.
 */
export function isOurs(
    { wanted }: Pick<ReleaseFacts, "wanted">,
    revisions: Pick<Revision, "chart" | "values" | "begun">[],
): boolean {
    const [first, last] = [revisions[0], revisions.at(-1)];
    if (first === undefined || last === undefined) {
        return false;
    }
    const name =
        wanted.chart
            .replace(/\.tgz$/, "")
            .split("/")
            .at(-1) ?? "";
    const { chart } = last;
    const sameChart = name === chart.name || name === `${chart.name}-${chart.version}`;
    const sameVersion = wanted.version === undefined || wanted.version === chart.version;
    const sameValues = !("values" in wanted) || canonical(wanted.values) === canonical(last.values);
    const later = wanted.since === undefined || first.begun >= wanted.since;
    return sameChart && sameVersion && sameValues && later;
}

/** The same text for the same values, whatever the order of their keys. Helm drops what is null. */
function canonical(value: unknown): string {
    const sorted = (inner: unknown): unknown =>
        Array.isArray(inner)
            ? inner.map(sorted)
            : typeof inner === "object" && inner !== null
              ? Object.fromEntries(
                    Object.entries(inner)
                        .filter(([, one]) => one !== null && one !== undefined)
                        .sort(([a], [b]) => (a < b ? -1 : 1))
                        .map(([key, one]) => [key, sorted(one)]),
                )
              : inner;
    return JSON.stringify(sorted(value ?? {}));
}

/** The kinds that a release can lose and get again. What is not among them may hold data, or be what data hangs on. */
const holdsNothing = new Set([
    "APIService",
    "ClusterRole",
    "ClusterRoleBinding",
    "ConfigMap",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "Ingress",
    "IngressClass",
    "Job",
    "MutatingWebhookConfiguration",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "PodMonitor",
    "PriorityClass",
    "PrometheusRule",
    "Role",
    "RoleBinding",
    "Secret",
    "Service",
    "ServiceAccount",
    "ServiceMonitor",
    "ValidatingWebhookConfiguration",
]);

/** What of a manifest must not be uninstalled unasked. */
export const mayHoldData = (manifest: string): ManifestObject[] =>
    manifestObjects(manifest).filter(({ kind }) => !holdsNothing.has(kind));
