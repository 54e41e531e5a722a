import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import type { Result, Verdict } from "./checks/check";

export const marks: Record<Verdict, string> = { found: pc.green("✓"), missing: pc.red("✗"), skipped: pc.yellow("–") };

/** 0 everything was found; 1 something is missing; 3 nothing is missing, but something was not looked for. */
export function exitCode(results: Result[]): 0 | 1 | 3 {
    return results.some(({ verdict }) => verdict === "missing") ? 1 : results.every(({ verdict }) => verdict === "found") ? 0 : 3;
}

export const duration = (seconds: number): string => `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;

/** The end: a table, for what is missing why and how to look further, and the verdict. */
export function renderReport(stack: string, results: Result[]): string {
    const rows = results.map(({ signal, verdict, seconds, detail }) => [`${marks[verdict]} ${signal}`, verdict === "skipped" ? pc.yellow("skipped") : duration(seconds), detail]);
    const table = columns([["  signal", "after", "what was seen"].map(pc.dim), ...rows]).map((line) => `  ${line}`);
    return `${["", ...table, ...adviceLines(results), "", ...conclusion(stack, results).map((line) => `  ${line}`), ""].join("\n")}\n`;
}

/** Signals that are missing for the same reason stand together. */
function adviceLines(results: Result[]): string[] {
    const bySignals = new Map<string, { signals: string[]; lines: string[] }>();
    for (const { signal, advice } of results) {
        if (advice !== undefined) {
            const lines = [`    likely  ${advice.cause}`, ...(advice.command === undefined ? [] : [`    look    ${pc.cyan(advice.command)}`])];
            const same = bySignals.get(lines.join()) ?? { signals: [], lines };
            same.signals.push(signal);
            bySignals.set(lines.join(), same);
        }
    }
    return [...bySignals.values()].flatMap(({ signals, lines }) => ["", `  ${pc.bold(signals.join(", "))}`, ...lines]);
}

function conclusion(stack: string, results: Result[]): string[] {
    const named = (verdict: Verdict): string =>
        results
            .filter((result) => result.verdict === verdict)
            .map(({ signal }) => signal)
            .join(", ");
    const notLooked = named("skipped") === "" ? [] : [`${pc.yellow("Could not be looked for:")} ${named("skipped")}.`];
    switch (exitCode(results)) {
        case 0:
            return [`${pc.bold(pc.green("Proven."))} Stack ${stack} shows every signal, and what leads from one to another.`];
        case 1:
            return [`${pc.bold(pc.red("Not proven"))} in stack ${stack}: ${named("missing")}.`, ...notLooked];
        case 3:
            return [`${pc.bold(pc.yellow("Nothing is missing"))} in stack ${stack}, but not all is proven.`, ...notLooked];
    }
}

const width = (text: string): number => stripVTControlCharacters(text).length;

function columns(rows: string[][]): string[] {
    const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? "")))) ?? [];
    return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell + " ".repeat((widths[column] ?? 0) - width(cell)))).join("   "));
}

/** The verdict as data. */
export function reportJson(stack: string, results: Result[]): string {
    const verdict = { 0: "proven", 1: "missing", 3: "incomplete" }[exitCode(results)];
    return `${JSON.stringify({ stack, verdict, results }, null, 2)}\n`;
}
