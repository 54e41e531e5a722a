import pc from "picocolors";
import type { Spread } from "./ratio";

/** One line of the table: a ratio, and its upper limit. */
export interface Line {
    what: string;
    ratio: Spread | number;
    /** Left out if the ratio only explains another. */
    goal?: number;
}

export function heading(title: string, note: string): string {
    return `\n${pc.bold(title)}  ${pc.dim(note)}`;
}

export function row({ what, ratio, goal }: Line): string {
    const value = typeof ratio === "number" ? ratio : ratio.median;
    const range = typeof ratio === "number" ? "" : `(${ratio.min.toFixed(2)} – ${ratio.max.toFixed(2)})`;
    return `  ${what.padEnd(60)} ${value.toFixed(2).padStart(5)}×  ${range.padEnd(16)} ${verdict(value, goal)}`;
}

function verdict(value: number, goal: number | undefined): string {
    if (goal === undefined) {
        return pc.dim("for comparison");
    }
    return `goal ≤ ${goal}×  ${mark(value <= goal)}`;
}

export function mark(met: boolean): string {
    return met ? pc.green("✓ met") : pc.red("✗ missed");
}
