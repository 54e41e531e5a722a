import type { TakenOverFact } from "./description";

const kinds = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"] as const;

/**
 * Whose certificate a chart's webhooks have is known to what makes it, not to the chart.
 *
 * @param more other fields of each webhook that it writes
 */
export function webhooks(why: string, more: readonly string[] = []): [TakenOverFact, ...TakenOverFact[]] {
    const paths = ["clientConfig.caBundle", ...more].map((field) => `.webhooks[]?.${field}`);
    const [first, second] = kinds.map((kind) => ({ group: "admissionregistration.k8s.io", kind, paths, why }));
    return [first!, second!];
}
