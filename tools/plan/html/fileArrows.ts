import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { proxies } from "./trafficArrows";

/** Agents read the output of the gateway and of all other pods from the node's files. */
export function fileArrows(boxes: Box[]): Arrow[] {
    return boxes.flatMap(({ id, kind, resources: [component] }) =>
        kind === "Agent" && component !== undefined
            ? proxies(boxes)
                  .filter((proxy) => proxy.frame === `namespace ${String(component.inputs.gatewayNamespace)}`)
                  .map((proxy): Arrow => ({
                      from: proxy.id,
                      to: id,
                      signal: "logs",
                      notes: ["container output"],
                      details: [String(component.inputs.reads)],
                  }))
            : [],
    );
}
