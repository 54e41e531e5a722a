import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Registry } from "../../../../charts/registry";
import type { InstrumentedNamespace } from "../../../../model/instrumentation";
import { Component, type ComponentOptions } from "../../../shared/component";
import { instrumentationSpec } from "./spec";

export interface InstrumentationArgs {
    /** Where the objects are. Pods of other namespaces name them `<this>/<their own namespace>`. */
    namespace: string;
    registry: Registry;
    /** Base address of the receiver for OTLP over HTTP. */
    endpoint: pulumi.Input<string>;
    instrumented: readonly InstrumentedNamespace[];
}

/** What the operator puts into pods that ask for it by an annotation, so that they send spans: one object a namespace. */
export class Instrumentation extends Component {
    /** @param opts must depend on the operator, whose webhook accepts the objects. */
    constructor(name: string, args: InstrumentationArgs, opts: ComponentOptions) {
        const { namespace, registry, endpoint, instrumented } = args;
        const namespaces = instrumented.map((one) => one.namespace);
        super("kong-observability:observability:Instrumentation", name, { namespace, namespaces }, opts);
        for (const one of instrumented) {
            new k8s.apiextensions.CustomResource(
                `${name}-${one.namespace}`,
                {
                    apiVersion: "opentelemetry.io/v1alpha1",
                    kind: "Instrumentation",
                    metadata: { name: one.namespace, namespace },
                    spec: pulumi
                        .output(endpoint)
                        .apply((address) => instrumentationSpec(one, { endpoint: address, registry })),
                },
                this.within,
            );
        }
        this.registerOutputs();
    }
}
