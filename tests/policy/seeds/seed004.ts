import type { Seen } from "../../../policy/library/resource";
import { application, kubernetes, release } from "../helpers";

/**
 * What the fifth post sets up: Loki and promtail through Argo CD, an alert on what promtail counts, Alertmanager with
 * Slack.
 */
const grafana = { repoURL: "https://grafana.github.io/helm-charts" };

export const promtail: Seen = application("promtail", {
    ...grafana,
    chart: "promtail",
    targetRevision: "3.11.0",
    helm: { values: "serviceMonitor:\n  enabled: true\nconfig:\n  lokiAddress: http://loki:3100/loki/api/v1/push\n" },
});

/** With the index in DynamoDB and the schema of its day. */
export const loki: Seen = application("loki", {
    ...grafana,
    chart: "loki",
    targetRevision: "2.9.1",
    helm: {
        releaseName: "loki",
        values: `
replicas: 1
persistence:
  enabled: true
extraArgs:
  target: all,table-manager
config:
  schema_config:
    configs:
      - from: 2020-05-15
        store: aws
        object_store: s3
        schema: v11
        index:
          prefix: loki_
  storage_config:
    aws:
      s3: s3://ap-northeast-1/logs
      dynamodb:
        dynamodb_url: dynamodb://ap-northeast-1
`,
    },
});

export const lokiStack: Seen = release(
    "loki-stack",
    {},
    { version: "2.10.2", namespace: "monitoring", repositoryOpts: { repo: grafana.repoURL } },
);

export const alert: Seen = kubernetes("monitoring.coreos.com/v1", "PrometheusRule", "demo-alert-rules", {
    metadata: { namespace: "monitoring", labels: { app: "kube-prometheus-stack", release: "prometheus-operator" } },
    spec: {
        groups: [
            {
                name: "rules-demo-alert",
                rules: [
                    {
                        alert: "ApplicationError",
                        expr: "count (promtail_custom_log_error_total) > 0",
                        for: "1m",
                        labels: { severity: "critical" },
                        annotations: {
                            message:
                                "{{ $labels.job }}/{{ $labels.service }} targets in {{ $labels.namespace }} namespace are application error.",
                        },
                    },
                ],
            },
        ],
    },
});

/** The post's alertmanager.yaml, as values of the chart. */
export const alertmanager: Seen = release(
    "kube-prometheus-stack",
    {
        alertmanager: {
            config: {
                global: {
                    resolve_timeout: "5m",
                    slack_api_url: "https://hooks.slack.com/services/T00000000/B00000000/placeholder",
                },
                receivers: [
                    { name: "Default" },
                    { name: "slack_notifications", slack_configs: [{ channel: "#alerts", send_resolved: true }] },
                ],
                route: {
                    group_by: ["namespace"],
                    receiver: "Default",
                    routes: [{ match: { severity: "critical" }, receiver: "slack_notifications" }],
                },
            },
        },
    },
    {
        name: "prometheus-operator",
        namespace: "monitoring",
        repositoryOpts: { repo: "https://prometheus-community.github.io/helm-charts" },
    },
);
