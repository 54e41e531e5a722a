import type { Existing } from "../model/existing";
import type { PlainSettings } from "./schema";

/** What runs already and is used; nothing where this stack installs all of it. */
export function existingOf(observability: PlainSettings["observability"]): Existing {
    return observability.kind === "own" ? observability.existing : {};
}

const at = "observability.existing";

/** Charts that are not installed because what they bring exists, each with the setting. */
export function notInstalledBeside({ prometheus, grafana, loki, tempo, otlp }: Existing): Record<string, string> {
    const logs = otlp ? `${at}.otlp` : loki && `${at}.loki`;
    const traces = otlp ? `${at}.otlp` : tempo && `${at}.tempo`;
    return {
        ...(prometheus && grafana && { "kube-prometheus-stack": `${at}.prometheus and ${at}.grafana` }),
        ...(logs !== undefined && { loki: logs, "loki-stack": logs, promtail: logs }),
        ...(traces !== undefined && { tempo: traces }),
        ...(otlp && { "opentelemetry-operator": `${at}.otlp` }),
    };
}
