import { unknownText } from "../../plan/values";
import type { Change } from "./changes";
import { differing } from "./differences";

/** The Kubernetes provider computes these from a release's values, and leaves them out while a value is unknown. */
const ofValues = ["checksum", "manifest", "resourceNames"];

/** Whether a change follows entirely from the renewal of other resources, without adding or removing anything. */
export function isExplained(change: Change, renewed: ReadonlySet<string>): boolean {
    return (change.what === "update" || change.what === "replace") && unexplained(change, renewed).length === 0;
}

/** Paths of an update or a replacement that the renewal of other resources does not explain. */
export function unexplained({ what, reasons, old, new: after }: Change, renewed: ReadonlySet<string>): string[] {
    if (what !== "update" && what !== "replace") {
        return [];
    }
    const [before, now] = [old.inputs ?? {}, after.inputs ?? {}];
    const differences = differing(before, now);
    const named = reasons
        .filter(
            (reason) => (reason in before || reason in now) && !differences.some(({ property }) => property === reason),
        )
        .map((property) => ({ property, path: property, now: undefined }));
    const all = [...differences, ...named];
    const follows = (property: string): boolean =>
        (after.propertyDependencies?.[property] ?? []).some((urn) => renewed.has(urn));
    const mayFollowFrom = (difference: { property: string; now: unknown }): boolean => {
        const source = ofValues.includes(difference.property) ? "values" : difference.property;
        // A new value that is known now was known before, so someone changed it.
        const mayFollow =
            source !== difference.property ||
            difference.now === undefined ||
            difference.now === unknownText ||
            difference.now === "[secret]";
        return mayFollow && follows(source);
    };
    const left = all.filter((difference) => !mayFollowFrom(difference)).map(({ path }) => path);
    return all.length === 0 ? ["(outputs only)"] : left;
}
