import type { Switch } from "../../charts/words";
import { at, type Values } from "./resource";

/** Whether the chart creates a workload or a store with these values. */
export function isMade({ when, unless = [] }: { when?: Switch; unless?: readonly Switch[] }, values: Values): boolean {
    const holds = ({ path, values: wanted }: Switch): boolean => wanted.includes(at(values, ...path));
    return !unless.some(holds) && (when === undefined || holds(when));
}
