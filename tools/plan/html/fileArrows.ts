import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { proxies } from "./trafficArrows";

/** Agents read the output of the gateway and of all other pods from the node's files. */
export function fileArrows(boxes: Box[]): Arrow[] {
    return boxes.flatMap(({ id, kind, resources: [component] }) => {
        const { gatewayNamespaces: gateways = [] } = (component?.inputs ?? {}) as { gatewayNamespaces?: string[] };
        return kind === "Agent" && component !== undefined
            ? proxies(boxes)
                  .filter(({ frame }) => gateways.some((namespace) => frame === `namespace ${namespace}`))
                  .map((proxy): Arrow => ({
                      from: proxy.id,
                      to: id,
                      signal: "logs",
                      notes: ["container output"],
                      details: [String(component.inputs.reads)],
                  }))
            : [];
    });
}
