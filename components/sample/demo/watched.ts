import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { MonitorLabels } from "../../../model/layers";
import { demoLabels } from "./demo";

/**
 * Makes Prometheus scrape the demo service.
 * @param args.sample namespace of the demo service
 * @param args.monitor name of the ServiceMonitor
 * @param args.namespace Prometheus' namespace
 */
export function demoMonitor(
    name: string,
    args: { sample: string; monitor: string; namespace: string; monitorLabels: MonitorLabels },
    opts: pulumi.CustomResourceOptions,
): void {
    const { sample, monitor, namespace, monitorLabels } = args;
    new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "ServiceMonitor",
            metadata: { name: monitor, namespace, labels: monitorLabels },
            spec: {
                selector: { matchLabels: { app: demoLabels.app } },
                namespaceSelector: { matchNames: [sample] },
                endpoints: [{ port: "metrics" }],
            },
        },
        opts,
    );
}
