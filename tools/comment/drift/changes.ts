import type { Preview, State, Step } from "./preview";

/** What the next `pulumi up` does to one resource. */
export interface Change {
    urn: string;
    what: "create" | "update" | "replace" | "delete" | "deleted outside Pulumi";
    /** Top-level properties that differ, according to the provider. */
    reasons: string[];
    old: State;
    new: State;
}

/** One change per resource: a replacement has three steps, and a refresh is a separate step before them. */
export function changesIn({ steps = [] }: Preview): Change[] {
    const byUrn = new Map<string, Step[]>();
    steps.forEach((step) => byUrn.set(step.urn, [...(byUrn.get(step.urn) ?? []), step]));
    return [...byUrn].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([urn, all]) => changeOf(urn, all) ?? []);
}

const replacing = ["create-replacement", "replace", "delete-replaced"];
const quiet = ["same", "refresh", "read", "read-discard", "discard"];

function changeOf(urn: string, all: Step[]): Change | undefined {
    const ops = all.map(({ op }) => op);
    const last = all.at(-1)!;
    if (ops.includes("same") || ops.every((op) => quiet.includes(op))) {
        return undefined;
    }
    const isReplaced = ops.some((op) => replacing.includes(op));
    // What a refresh found matters only if the program would change it.
    const relevant = isReplaced ? all.filter(({ op }) => replacing.includes(op)) : [last];
    const what = isReplaced
        ? "replace"
        : ops.includes("delete") && last.op === "create"
          ? "deleted outside Pulumi"
          : ((["create", "update", "delete"] as const).find((op) => op === last.op) ?? "update");
    return {
        urn,
        what,
        reasons: [...new Set(relevant.flatMap(reasonsOf))].sort(),
        old: relevant.find(({ op, oldState }) => op !== "create" && oldState !== undefined)?.oldState ?? {},
        new: relevant.find(({ op, newState }) => op !== "delete-replaced" && newState !== undefined)?.newState ?? {},
    };
}

function reasonsOf({ diffReasons, replaceReasons, detailedDiff }: Step): string[] {
    return [...(diffReasons ?? []), ...(replaceReasons ?? []), ...Object.keys(detailedDiff ?? {})].map(
        (path) => /^(?:\["([^"]+)"\]|([^.[]+))/.exec(path)?.slice(1).find(Boolean) ?? path,
    );
}

export const typeOf = (urn: string): string | undefined => urn.split("::")[2]?.split("$").at(-1);
