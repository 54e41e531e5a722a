import { listAt } from "../../../policy/library/resource";
import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { observabilityOf } from "./otherStack";
import { proxies } from "./trafficArrows";

/** Agents, also those of another stack, read the output of the gateway and of all other pods from the node's files. */
export function fileArrows(boxes: Box[]): Arrow[] {
    return boxes.flatMap((box) => {
        const read = readBy(box);
        return proxies(boxes)
            .filter(({ frame }) => read.namespaces.includes(frame?.replace("namespace ", "")))
            .map((proxy): Arrow => ({
                from: proxy.id,
                to: box.id,
                signal: "logs",
                notes: ["container output"],
                details: [read.what],
            }));
    });
}

/** The gateways' namespaces, and what agents read there. */
function readBy(box: Box): { namespaces: unknown[]; what: string } {
    const {
        kind,
        resources: [component],
    } = box;
    if (kind === "Agent") {
        const { gatewayNamespaces: namespaces = [], reads } = (component?.inputs ?? {}) as Record<string, never[]>;
        return { namespaces, what: String(reads) };
    }
    const gateways = listAt(observabilityOf(box), "agents", "gateways");
    return { namespaces: gateways.map(({ namespace }) => namespace), what: "by agents of that stack" };
}
