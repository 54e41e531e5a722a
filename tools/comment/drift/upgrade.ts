import { isObject } from "../../plan/values";
import { type Change, typeOf } from "./changes";
import { differing } from "./differences";
import type { Step } from "./preview";

/** An EKS add-on for which AWS' recommendation has changed. */
export interface Upgrade {
    urn: string;
    from: string;
    to: string;
}

/**
 * An add-on's update whose only reason is AWS' recommendation. It counts as drift if the setting
 * `cluster.addOnVersions` pins the add-on, or if the cluster has another version than the last `up` installed, because
 * someone changed it.
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

const clusterTypes = ["EksCluster", "ExistingEks"].map((name) => `kong-observability:cluster:${name}`);

/** Whether the stack's cluster pins an add-on, according to its component. */
function isPinned(addOn: string, steps: Step[]): boolean {
    return steps.some(({ urn, newState }) => {
        const isCluster = clusterTypes.includes(typeOf(urn) ?? "");
        const pins = isCluster ? newState?.inputs?.addOnVersions : undefined;
        return isObject(pins) && addOn in pins;
    });
}
