import type { ComponentOptions } from "../shared/component";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer } from "../../model/layers";
import { kubernetesVersion } from "../../charts/registry";
import type { AskedDelivery } from "../release/argocd/connect";
import type { ClusterConnection } from "./connection";
import type { EksClusterArgs } from "./eks";
import type { ExistingEksArgs } from "./existing/cluster";
import { connectStackCluster, type StackClusterArgs } from "./fromStack";
import { connectKubeconfig, type KubeconfigArgs } from "./kubeconfig";

/** The cluster that everything runs on. */
export type ClusterArgs = EksClusterArgs | ExistingEksArgs | KubeconfigArgs | Omit<StackClusterArgs, "layer">;

/**
 * Creates the cluster, or connects to an existing one, which may be another stack's. The EKS module is loaded only if needed: a kubeconfig stack
 * needs no AWS plugin, and starts seconds faster.
 * @param other the layer that another stack exports, if `args` name one
 */
export async function connectCluster(
    name: string,
    args: ClusterArgs,
    delivery: AskedDelivery,
    other?: ClusterLayer<pulumi.Output<string>>,
    opts?: ComponentOptions,
): Promise<ClusterConnection> {
    switch (args.kind) {
        case "kubeconfig":
            return connectKubeconfig(name, { ...args, delivery }, opts);
        case "stack":
            if (other === undefined) {
                throw new Error("the layer of the other stack was not read");
            }
            return connectStackCluster(name, { ...args, layer: other, delivery }, opts);
        case "existing-eks": {
            const [{ ExistingEks }, { findCluster }, { checkExisting }] = await Promise.all([
                import("./existing/cluster"),
                import("./existing/lookup"),
                import("./preflight"),
            ]);
            const found = await findCluster(args.name, args.region);
            await checkExisting(args, found);
            return new ExistingEks(name, { ...args, found, delivery }, opts);
        }
        case "eks": {
            const [{ EksCluster }, { isExisting }, { checkNetwork, checkZones, warnOfSupport }] = await Promise.all([
                import("./eks"),
                import("./networkChoice"),
                import("./preflight"),
            ]);
            const { network, region, endpoint, compute } = args;
            if (isExisting(network)) {
                const byTags = compute.kind === "auto-mode";
                await checkNetwork(network, { region, privateEndpoint: endpoint.private, byTags });
            } else {
                await checkZones(network.zones, region);
            }
            await warnOfSupport(args.version ?? kubernetesVersion, args.upgradePolicy);
            return new EksCluster(name, { ...args, delivery }, opts);
        }
    }
}
