import type { ComponentOptions } from "../shared/component";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterLayer } from "../../model/layers";
import { kubernetesVersion } from "../../charts/registry";
import type { Delivery } from "../release/chartRelease";
import type { ClusterConnection } from "./connection";
import type { EksClusterArgs } from "./eks";
import { connectStackCluster, type StackClusterArgs } from "./fromStack";
import { connectKubeconfig, type KubeconfigArgs } from "./kubeconfig";

/** The cluster that everything runs on. */
export type ClusterArgs = EksClusterArgs | KubeconfigArgs | Omit<StackClusterArgs, "layer">;

/**
 * Creates the cluster, or connects to an existing one, which may be another stack's. The EKS module is loaded only if needed: a kubeconfig stack
 * needs no AWS plugin, and starts seconds faster.
 * @param other the layer that another stack exports, if `args` name one
 */
export async function connectCluster(
    name: string,
    args: ClusterArgs,
    delivery: Delivery,
    other?: ClusterLayer<pulumi.Output<string>>,
    opts?: ComponentOptions,
): Promise<ClusterConnection> {
    switch (args.kind) {
        case "kubeconfig":
            return connectKubeconfig(name, args, opts);
        case "stack":
            if (other === undefined) {
                throw new Error("the layer of the other stack was not read");
            }
            return connectStackCluster(name, { ...args, layer: other }, opts);
        case "eks": {
            const [{ EksCluster }, { checkZones, warnOfSupport }] = await Promise.all([
                import("./eks"),
                import("./preflight"),
            ]);
            await checkZones(args.network.zones, args.region);
            await warnOfSupport(args.version ?? kubernetesVersion, args.upgradePolicy);
            return new EksCluster(name, { ...args, delivery }, opts);
        }
    }
}
