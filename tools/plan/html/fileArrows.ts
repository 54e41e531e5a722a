import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { proxies } from "./trafficArrows";

/** Agents read from the node's files what the gateway writes to its output, and everybody else. */
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
