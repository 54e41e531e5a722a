import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { chartImage, imageName, type Registry } from "../../../charts/registry";

export interface CollectorResourceArgs {
    /** The operator names the objects it creates `<this>-collector`. */
    resourceName: string;
    namespace: string;
    registry: Registry;
    /** The rest of its `spec`, in the operator's form. */
    spec: Record<string, unknown>;
}

/** The custom resource of one of our collectors. The operator's webhook must be running to accept it. */
export function collectorResource(
    name: string,
    { resourceName, namespace, registry, spec }: CollectorResourceArgs,
    opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
    return new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "opentelemetry.io/v1beta1",
            kind: "OpenTelemetryCollector",
            metadata: { name: resourceName, namespace },
            spec: { image: imageName(chartImage("opentelemetry-operator", "collector", registry)), ...spec },
        },
        opts,
    );
}
