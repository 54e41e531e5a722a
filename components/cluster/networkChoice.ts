import type { ComponentOptions } from "../shared/component";
import { ExistingNetwork, type ExistingNetworkArgs } from "./existing/network";
import { Network, type NetworkArgs } from "./network";

type Around = Pick<NetworkArgs, "region" | "clusterName" | "tags">;

/** A new VPC, or one that exists. */
export type NetworkChoice = Omit<NetworkArgs, keyof Around> | ExistingNetworkArgs;
export type ClusterNetwork = Network | ExistingNetwork;

export function isExisting(network: NetworkChoice): network is ExistingNetworkArgs {
    return "vpcId" in network;
}

/** The network of a new cluster. */
export function connectNetwork(
    name: string,
    network: NetworkChoice,
    around: Around,
    opts: ComponentOptions,
): ClusterNetwork {
    return isExisting(network)
        ? new ExistingNetwork(name, network, opts)
        : new Network(name, { ...network, ...around }, opts);
}
