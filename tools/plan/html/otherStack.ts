import { at } from "../../../policy/library/resource";
import { isObject } from "../values";
import type { Box } from "./boxes";

/** Observability of another stack, on this one's cluster. */
export function observabilityOf(box: Box): Record<string, unknown> | undefined {
    const layer = layerOf(box, "observability");
    return box.serves.length > 0 ? layer : undefined;
}

/** A layer that another stack hands on; undefined for every other box. */
export function layerOf({ kind, resources: [head] }: Box, layer: string): Record<string, unknown> | undefined {
    const found = kind === "OtherStack" ? at(head?.inputs, "layers", layer) : undefined;
    return isObject(found) ? found : undefined;
}
