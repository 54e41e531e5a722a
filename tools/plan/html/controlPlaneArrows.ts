import { at, textAt } from "../../../policy/library/resource";
import { addressParts } from "../../../model/services";
import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { endAt } from "./ends";
import { layerOf } from "./otherStack";
import { hostOf, proxies } from "./trafficArrows";

/** Data planes fetch their configuration of a control plane on another cluster: another stack's, or any. */
export function controlPlaneArrows(boxes: Box[], ends: Map<string, Box>): Arrow[] {
    const joined = boxes.find(({ kind }) => kind === "JoinedControlPlane")?.resources[0];
    if (joined === undefined) {
        return [];
    }
    const addresses = ["clusterEndpoint", "telemetryEndpoint"].flatMap((key) => textAt(joined.inputs, key) ?? []);
    const stack = boxes.find((box) => at(layerOf(box, "gateway"), "controlPlane", "remote") !== undefined);
    const to = stack ?? endAt("control plane", hostOf(addresses[0] ?? ""), ends);
    const ports = addresses.map((address) => addressParts(address)?.port ?? "").map(String);
    return proxies(boxes).map(({ id }): Arrow => ({
        from: id,
        to: to.id,
        signal: "config",
        notes: ports,
        details: addresses,
    }));
}
