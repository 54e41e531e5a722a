import { credentials } from "@grpc/grpc-js";
import { ConstructResponse, type ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceOutputsRequest } from "@pulumi/pulumi/proto/resource_pb";
import { fromStruct } from "./properties";
import { call, register } from "./remote";

/** Kinds of the Gateway API's standard channel. */
const kinds = ["gatewayclasses", "gateways", "grpcroutes", "httproutes", "referencegrants"];

/**
 * yaml/v2's ConfigFile is a remote component of the Kubernetes provider. Of any file this one makes the Gateway API's
 * CRDs.
 */
export async function constructConfigFile(request: ConstructRequest): Promise<ConstructResponse> {
    const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure());
    try {
        const common = { dependencies: {}, protect: undefined };
        const component = await register(monitor, {
            ...common,
            type: request.getType(),
            name: request.getName(),
            parent: request.getParent(),
            custom: false,
            inputs: fromStruct(request.getInputs()),
            dependsOn: request.getDependenciesList(),
        });
        for (const kind of kinds) {
            const name = `${kind}.gateway.networking.k8s.io`;
            await register(monitor, {
                ...common,
                type: "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
                name: `${request.getName()}:${name}`,
                parent: component.getUrn(),
                provider: request.getProvidersMap().get("kubernetes"),
                custom: true,
                inputs: { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: { name } },
                dependsOn: [],
            });
        }
        await call((done) =>
            monitor.registerResourceOutputs(new RegisterResourceOutputsRequest().setUrn(component.getUrn()), done),
        );
        return new ConstructResponse().setUrn(component.getUrn());
    } finally {
        monitor.close();
    }
}
