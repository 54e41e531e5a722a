import { credentials } from "@grpc/grpc-js";
import { ConstructResponse, type ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceOutputsRequest, type RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { specialResourceSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { at, fromStruct, type Properties, toStruct, unknown } from "./properties";
import { call, type Dependencies, register } from "./remote";

/**
 * @pulumi/eks is a remote component: its provider registers the children itself, over the monitor's address in the request.
 * Of the real one's children this registers the one that counts: the cluster.
 */
export async function constructCluster(request: ConstructRequest): Promise<ConstructResponse> {
    const monitor = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure());
    try {
        const inputs = fromStruct(request.getInputs());
        const dependencies: Dependencies = {};
        request.getInputdependenciesMap().forEach((property, key) => (dependencies[key] = property.getUrnsList()));
        const protect = request.getProtect();
        const component = await register(monitor, {
            type: request.getType(),
            name: request.getName(),
            parent: request.getParent(),
            custom: false,
            inputs,
            dependsOn: request.getDependenciesList(),
            dependencies,
            protect,
        });
        const cluster = await register(monitor, {
            type: "aws:eks/cluster:Cluster",
            name: `${request.getName()}-eksCluster`,
            parent: component.getUrn(),
            custom: true,
            inputs: clusterInputs(inputs),
            // As the real one: the child waits for what its own inputs come from, not for what the component was told
            // to wait for.
            dependsOn: [],
            dependencies: {
                vpcConfig: dependencies.subnetIds ?? [],
                encryptionConfig: dependencies.encryptionConfigKeyArn ?? [],
            },
            protect,
        });
        const state = outputs(cluster);
        await call((done) =>
            monitor.registerResourceOutputs(
                new RegisterResourceOutputsRequest().setUrn(component.getUrn()).setOutputs(toStruct(state)),
                done,
            ),
        );

        const response = new ConstructResponse().setUrn(component.getUrn()).setState(toStruct(state));
        for (const key of Object.keys(state)) {
            response
                .getStatedependenciesMap()
                .set(key, new ConstructResponse.PropertyDependencies().setUrnsList([cluster.getUrn()]));
        }
        return response;
    } finally {
        monitor.close();
    }
}

function clusterInputs({
    name,
    version,
    subnetIds,
    endpointPrivateAccess,
    endpointPublicAccess,
    publicAccessCidrs,
    encryptionConfigKeyArn,
    enabledClusterLogTypes,
    deletionProtection,
    upgradePolicy,
}: Properties): Properties {
    return {
        name,
        version,
        vpcConfig: { subnetIds, endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs },
        encryptionConfig: { provider: { keyArn: encryptionConfigKeyArn }, resources: ["secrets"] },
        enabledClusterLogTypes,
        deletionProtection,
        upgradePolicy,
    };
}

function outputs(cluster: RegisterResourceResponse): Properties {
    const state = fromStruct(cluster.getObject());
    const endpoint = at(state, "endpoint");
    const known = endpoint !== undefined && endpoint !== unknown;
    // Nobody can log in to this cluster, and nothing here should try for long.
    const command = "no-aws-in-the-engine-tests";
    const kubeconfig = {
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            {
                name: "kubernetes",
                cluster: { server: endpoint, "certificate-authority-data": at(state, "certificateAuthority.data") },
            },
        ],
        contexts: [{ name: "aws", context: { cluster: "kubernetes", user: "aws" } }],
        "current-context": "aws",
        users: [
            {
                name: "aws",
                user: {
                    exec: {
                        apiVersion: "client.authentication.k8s.io/v1beta1",
                        command,
                        args: ["eks", "get-token", "--cluster-name", state.name],
                    },
                },
            },
        ],
    };
    return {
        eksCluster: {
            [specialSigKey]: specialResourceSig,
            urn: cluster.getUrn(),
            id: cluster.getId(),
            packageVersion: "",
        },
        autoModeNodeRoleName: known ? `${String(state.name)}-nodeRole` : unknown,
        kubeconfig: known ? kubeconfig : unknown,
        kubeconfigJson: known ? JSON.stringify(kubeconfig) : unknown,
        clusterSecurityGroupId: known ? at(state, "vpcConfig.clusterSecurityGroupId") : unknown,
    };
}
