import type { ReleaseFacts } from "./facts";
import { type ManifestObject, manifestObjects, type Revision } from "./helm";

/**
 * Whether Helm's release is the one that this stack requested, and so nobody else's. Matters only if the state does not
 * know the release: a name alone proves nothing on a shared cluster. Chart and version must be the same, and every
 * value if they are known. Another stack may have the same values too, so Helm must also have started after this
 * stack's component was created.
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

/** The same text for the same values, regardless of the order of keys. Helm drops null values. */
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

/** Kinds that a release can lose and recreate. Other kinds may hold data, or data may depend on them. */
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

/** Objects of a manifest that must not be uninstalled without asking. */
export const mayHoldData = (manifest: string): ManifestObject[] =>
    manifestObjects(manifest).filter(({ kind }) => !holdsNothing.has(kind));
