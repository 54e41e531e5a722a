import type { Seen, Values } from "../../../../policy/library/resource";
import { kubernetes, release } from "../../helpers";

export const good = {
    alert: "Down",
    expr: "up == 0",
    labels: { severity: "critical" },
    annotations: { summary: "It is down", runbook_url: "https://example.com/down" },
};

export const prometheusRule = (rule: Values): Seen =>
    kubernetes("monitoring.coreos.com/v1", "PrometheusRule", "demo", {
        spec: { groups: [{ name: "demo", rules: [rule] }] },
    });

export const slack = {
    receivers: [
        { name: "null" },
        { name: "slack", slack_configs: [{ channel: "#alerts", text: "{{ .CommonAnnotations.summary }}" }] },
    ],
    route: { receiver: "slack" },
};

export const stack = (config: unknown, more: Values = {}): Seen =>
    release("kube-prometheus-stack", { alertmanager: { config }, ...more }, { name: "kps" });
