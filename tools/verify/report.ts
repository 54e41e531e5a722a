import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import { printableJson } from "../../model/printable";
import type { Result, Verdict } from "./checks/check";

export const marks: Record<Verdict, string> = {
    found: pc.green("✓"),
    missing: pc.red("✗"),
    skipped: pc.yellow("–"),
    off: pc.dim("·"),
};

const plain = (text: string): string => text;
const tints: Record<Verdict, (text: string) => string> = {
    found: plain,
    missing: plain,
    skipped: pc.yellow,
    off: pc.dim,
};

/**
 * 0: everything that the stack has was found; 1: something is missing; 3: nothing is missing, but something was not
 * checked.
 */
export function exitCode(results: Result[]): 0 | 1 | 3 {
    return results.some(({ verdict }) => verdict === "missing")
        ? 1
        : results.some(({ verdict }) => verdict === "skipped")
          ? 3
          : 0;
}

export const duration = (seconds: number): string => `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;

/** When a signal's verdict was reached; or that it was not checked. */
export const when = ({ verdict, seconds }: Result): string =>
    verdict === "skipped" || verdict === "off" ? verdict : duration(seconds);

/**
 * The end: a table, for what is missing why and how to look further, and the verdict.
 *
 * @param proven what is proven where all was found @default that the stack shows every signal
 */
export function renderReport(stack: string, results: Result[], proven?: string): string {
    const rows = results.map((result) => [
        `${marks[result.verdict]} ${result.signal}`,
        tints[result.verdict](when(result)),
        result.detail,
    ]);
    const table = columns([["  signal", "after", "what was seen"].map(pc.dim), ...rows]).map((line) => `  ${line}`);
    return `${["", ...table, ...adviceLines(results), "", ...conclusion(stack, results, proven).map((line) => `  ${line}`), ""].join("\n")}\n`;
}

/** Signals that are missing for the same reason are grouped. */
function adviceLines(results: Result[]): string[] {
    const bySignals = new Map<string, { signals: string[]; lines: string[] }>();
    for (const { signal, advice } of results) {
        if (advice !== undefined) {
            const lines = [
                `    likely  ${advice.cause}`,
                ...(advice.command === undefined ? [] : [`    look    ${pc.cyan(advice.command)}`]),
            ];
            const same = bySignals.get(lines.join()) ?? { signals: [], lines };
            same.signals.push(signal);
            bySignals.set(lines.join(), same);
        }
    }
    return [...bySignals.values()].flatMap(({ signals, lines }) => ["", `  ${pc.bold(signals.join(", "))}`, ...lines]);
}

function conclusion(stack: string, results: Result[], proven?: string): string[] {
    const named = (verdict: Verdict): string =>
        results
            .filter((result) => result.verdict === verdict)
            .map(({ signal }) => signal)
            .join(", ");
    const rest = [
        ...(named("skipped") === "" ? [] : [`${pc.yellow("Not checked:")} ${named("skipped")}.`]),
        ...(named("off") === "" ? [] : [`Not in this stack, by its settings: ${named("off")}.`]),
    ];
    switch (exitCode(results)) {
        case 0:
            return [
                `${pc.bold(pc.green("Proven."))} ${proven ?? `Stack ${stack} shows every signal${named("off") === "" ? "" : " that it has"}, and what leads from one to another.`}`,
                ...rest,
            ];
        case 1:
            return [`${pc.bold(pc.red("Not proven"))} in stack ${stack}: ${named("missing")}.`, ...rest];
        case 3:
            return [`${pc.bold(pc.yellow("Nothing is missing"))} in stack ${stack}, but not all is proven.`, ...rest];
    }
}

const width = (text: string): number => stripVTControlCharacters(text).length;

function columns(rows: string[][]): string[] {
    const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? "")))) ?? [];
    return rows.map((row) =>
        row
            .map((cell, column) =>
                column === row.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - width(cell)),
            )
            .join("   "),
    );
}

/** A result that is safe to show: servers may answer anything. */
export function shownResult(result: Result, show: (text: string) => string): Result {
    const { detail, advice } = result;
    const { cause, command } = advice ?? {};
    const shown =
        cause === undefined
            ? undefined
            : { cause: show(cause), ...(command !== undefined && { command: show(command) }) };
    return { ...result, detail: show(detail), ...(shown && { advice: shown }) };
}

/** The verdict as JSON. */
export function reportJson(stack: string, results: Result[]): string {
    const verdict = { 0: "proven", 1: "missing", 3: "incomplete" }[exitCode(results)];
    return `${printableJson({ stack, verdict, results }, 2)}\n`;
}
