import type { Alert } from "../../shared/alertRules";
import { increaseOf } from "../../shared/promql";

const translations = "ingress_controller_translation";
const refusals = (namespace: string): string =>
    `ingress_controller_configuration_push_count{namespace="${namespace}", success="false"}`;

/**
 * Silent failures of the ingress controller, during which gateways keep their last configuration. Metrics of Kong
 * Ingress Controller 3.5.
 */
export const ingressControllerAlerts = (namespace: string): Alert[] => [
    {
        alert: "KongConfigurationPushFailing",
        expr: `sum by (namespace, dataplane) (${increaseOf(refusals(namespace), "5m")}) > 0`,
        for: "10m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "The gateway {{ $labels.dataplane }} rejects its configuration",
            description:
                "It serves the last one it accepted; a pod that starts now gets none and never becomes ready. See the controller's logs and `kubectl get events --all-namespaces --field-selector reason=KongConfigurationApplyFailed`.",
        },
    },
    {
        alert: "KongResourcesNotTranslated",
        expr: `sum by (namespace, pod) (${translations}_broken_resource_count{namespace="${namespace}"}) > 0`,
        for: "5m",
        labels: { severity: "warning" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "{{ $value }} objects cannot be translated for the gateways",
            description:
                "They are left out of the configuration. See `kubectl get events --all-namespaces --field-selector reason=KongConfigurationTranslationFailed`.",
        },
    },
    {
        alert: "KongControllerIdle",
        // The leader translates every few seconds, even without a change; the other controllers stand by. The alert
        // needs gateways that have been waiting for as long, so it does not fire before they are installed or after
        // they are removed.
        expr: [
            `count by (namespace) (kong_node_info{namespace="${namespace}"} and (kong_node_info offset 10m))`,
            `unless on (namespace) (sum by (namespace) (${increaseOf(`${translations}_count`, "10m")}) > 0)`,
        ].join(" "),
        for: "5m",
        labels: { severity: "critical" },
        dashboard: { name: "gateway" },
        annotations: {
            summary: "No ingress controller is working",
            description:
                "Gateways continue with their last configuration; neither changes nor new pods of a gateway or an upstream reach them. See the controller's pods and their logs for `leader`.",
        },
    },
];
