import type { ComponentOptions } from "../component";
import type { Delivery } from "../release/chartRelease";
import type { ClusterConnection } from "./connection";
import type { EksClusterArgs } from "./eks";
import { connectKubeconfig, type KubeconfigArgs } from "./kubeconfig";

/** Where everything runs. */
export type ClusterArgs = EksClusterArgs | KubeconfigArgs;

/** Makes or finds the cluster. EKS is loaded only where it is asked for: a kubeconfig stack needs no AWS plugin, and starts seconds faster. */
export async function connectCluster(name: string, args: ClusterArgs, delivery: Delivery, opts?: ComponentOptions): Promise<ClusterConnection> {
    switch (args.kind) {
        case "kubeconfig":
            return connectKubeconfig(name, args, opts);
        case "eks": {
            const { EksCluster } = await import("./eks");
            return new EksCluster(name, { ...args, delivery }, opts);
        }
    }
}
