import { isObject } from "../../plan/values";
import { type Change, typeOf } from "./changes";
import { differing } from "./differences";
import type { Step } from "./preview";

/** An EKS add-on that follows AWS' recommendation, which has moved. */
export interface Upgrade {
    urn: string;
    from: string;
    to: string;
}

/**
 * The upgrade of an add-on that nothing but AWS' recommendation asks for. It is drift where the setting
 * `cluster.addOnVersions` pins the add-on, and where the cluster has another version than the last `up` left there:
 * somebody changed it.
 */
export function upgradeOf({ urn, what, reasons, old, new: after }: Change, steps: Step[]): Upgrade | undefined {
    const isAddOn = typeOf(urn) === "aws:eks/addon:Addon" && what === "update";
    const addOn = isAddOn ? String(after.inputs?.addonName) : undefined;
    const changed = [...differing(old.inputs, after.inputs).map(({ property }) => property), ...reasons];
    const other = changed.filter((property) => property !== "addonVersion");
    if (addOn === undefined || other.length > 0 || isPinned(addOn, steps)) {
        return undefined;
    }
    const [from, to] = [old.inputs?.addonVersion, after.inputs?.addonVersion];
    const left = steps.find((step) => step.urn === urn)?.oldState?.inputs?.addonVersion;
    return typeof from === "string" && typeof to === "string" && from === left ? { urn, from, to } : undefined;
}

/** Whether the stack's cluster, by what the component says of itself, has a version of its own for an add-on. */
function isPinned(addOn: string, steps: Step[]): boolean {
    return steps.some(({ urn, newState }) => {
        const isCluster = typeOf(urn) === "kong-observability:cluster:EksCluster";
        const pins = isCluster ? newState?.inputs?.addOnVersions : undefined;
        return isObject(pins) && addOn in pins;
    });
}
