import { setByOthers, tolerates } from "../model/taints";
import { type GatewaySettings, gatewaysOf } from "./gateways";
import type { Problem } from "./problems";
import type { PlainSettings } from "./schema";

type Settings = Pick<PlainSettings, "cluster" | "kong">;
type Placement = GatewaySettings["placement"];
type Group = Extract<
    Extract<PlainSettings["cluster"], { kind: "eks" }>["compute"],
    { kind: "managed-node-groups" }
>["groups"][number];

/**
 * Placements of Kong's pods that no configured node group satisfies, since a misspelt label or toleration leaves pods
 * pending. Not an error: nodes that others add to the cluster, such as Karpenter, may satisfy them.
 *
 * @returns one problem for each; none where nodes come from Auto Mode, or the cluster exists already
 */
export function unsatisfiedPlacements({ cluster, kong }: Settings): Problem[] {
    if (cluster.kind !== "eks" || cluster.compute.kind !== "managed-node-groups") {
        return [];
    }
    const { groups } = cluster.compute;
    const message =
        "no group in cluster.compute.groups has the labels of its nodeSelector and only taints that its tolerations " +
        "allow; unless other nodes do, its pods stay Pending";
    return gatewaysOf(kong)
        .filter(({ gateway: { placement } }) => !groups.some((group) => takes(group, placement)))
        .map(({ key }) => ({ key: `${key}.placement`, message }));
}

function takes({ labels = {}, taints = [] }: Group, { nodeSelector, tolerations }: Placement): boolean {
    return (
        Object.entries(nodeSelector).every(([key, value]) => setByOthers.test(key) || labels[key] === value) &&
        tolerates(tolerations, taints)
    );
}
