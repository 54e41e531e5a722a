import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { collectorInstance, collectorObjects, serviceTypeLabel } from "../../../charts/opentelemetry-operator/operated";
import type { MonitorLabels } from "../../../model/layers";

const healthPort = 13133;
const metricsPort = 8888;

/** Where our collectors export their own metrics. */
export const telemetry = {
    healthCheck: { endpoint: `0.0.0.0:${healthPort}`, path: "/" },
    own: { metrics: { readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: metricsPort } } } }] } },
} as const;

/**
 * Makes Prometheus scrape a collector's own metrics. The operator creates the Service, with these labels.
 * @param args.monitorLabels undefined: nothing scrapes it
 */
export function collectorMonitor(
    name: string,
    args: { resourceName: string; namespace: string; monitorLabels: MonitorLabels | undefined },
    opts: pulumi.CustomResourceOptions,
): void {
    const { resourceName, namespace, monitorLabels } = args;
    if (monitorLabels === undefined) {
        return;
    }
    new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "ServiceMonitor",
            metadata: { name: collectorObjects(resourceName), namespace, labels: monitorLabels },
            spec: {
                selector: {
                    matchLabels: {
                        "app.kubernetes.io/instance": collectorInstance(namespace, resourceName),
                        [serviceTypeLabel]: "monitoring",
                    },
                },
                namespaceSelector: { matchNames: [namespace] },
                endpoints: [{ port: "monitoring" }],
            },
        },
        opts,
    );
}
