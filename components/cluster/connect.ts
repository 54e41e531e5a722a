import type { ComponentOptions } from "../shared/component";
import { kubernetesVersion } from "../../charts/registry";
import type { Delivery } from "../release/chartRelease";
import type { ClusterConnection } from "./connection";
import type { EksClusterArgs } from "./eks";
import { connectKubeconfig, type KubeconfigArgs } from "./kubeconfig";

/** The cluster that everything runs on. */
export type ClusterArgs = EksClusterArgs | KubeconfigArgs;

/**
 * Creates the cluster, or connects to an existing one. The EKS module is loaded only if needed: a kubeconfig stack
 * needs no AWS plugin, and starts seconds faster.
 */
export async function connectCluster(
    name: string,
    args: ClusterArgs,
    delivery: Delivery,
    opts?: ComponentOptions,
): Promise<ClusterConnection> {
    switch (args.kind) {
        case "kubeconfig":
            return connectKubeconfig(name, args, opts);
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
