import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { MonitorLabels } from "../../../model/layers";
import { demoLabels, demoServed } from "./demo";

/**
 * Makes Prometheus scrape the demo service.
 * @param args.sample namespace of the demo service
 * @param args.namespace Prometheus' namespace
 */
export function demoMonitor(
    name: string,
    { sample, namespace, monitorLabels }: { sample: string; namespace: string; monitorLabels: MonitorLabels },
    opts: pulumi.CustomResourceOptions,
): void {
    new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "ServiceMonitor",
            metadata: { name: demoServed(sample).service, namespace, labels: monitorLabels },
            spec: {
                selector: { matchLabels: { app: demoLabels.app } },
                namespaceSelector: { matchNames: [sample] },
                endpoints: [{ port: "metrics" }],
            },
        },
        opts,
    );
}
