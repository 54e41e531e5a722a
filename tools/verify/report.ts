import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import type { Result, Verdict } from "./checks/check";

export const marks: Record<Verdict, string> = { found: pc.green("✓"), missing: pc.red("✗"), skipped: pc.yellow("–") };
const colours: Record<Verdict, (text: string) => string> = { found: pc.green, missing: pc.red, skipped: pc.yellow };

/** 0 everything was found; 1 something is missing; 3 nothing is missing, but something was not looked for. */
export function exitCode(results: Result[]): 0 | 1 | 3 {
    return results.some(({ verdict }) => verdict === "missing") ? 1 : results.every(({ verdict }) => verdict === "found") ? 0 : 3;
}

export const duration = (seconds: number): string => `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;

/** The end: a table, for each missing signal why and how to look further, and the verdict in one line. */
export function renderReport(stack: string, results: Result[]): string {
    const rows = results.map(({ signal, verdict, seconds, detail }) => [signal, colours[verdict](verdict), verdict === "skipped" ? "" : duration(seconds), detail]);
    const table = columns([["signal", "verdict", "after", "what was seen"].map(pc.dim), ...rows]).map((line, index) => {
        const result = results[index - 1];
        return `  ${result === undefined ? " " : marks[result.verdict]} ${line}`;
    });
    const advice = results.filter(({ verdict }) => verdict === "missing").flatMap(({ signal, advice }) => (advice === undefined ? [] : ["", `  ${pc.bold(signal)}`, `    likely  ${advice.cause}`, ...(advice.command === undefined ? [] : [`    look    ${pc.cyan(advice.command)}`])]));
    return `${["", ...table, ...advice, "", `  ${conclusion(stack, results)}`, ""].join("\n")}\n`;
}

function conclusion(stack: string, results: Result[]): string {
    const missing = results.filter(({ verdict }) => verdict === "missing").map(({ signal }) => signal);
    const skipped = results.filter(({ verdict }) => verdict === "skipped").map(({ signal }) => signal);
    const notLooked = skipped.length > 0 ? ` Not looked for: ${skipped.join(", ")}.` : "";
    if (missing.length > 0) {
        return `${pc.bold(pc.red("Not proven."))} Missing in stack ${stack}: ${missing.join(", ")}.${notLooked}`;
    }
    return skipped.length > 0 ? `${pc.bold(pc.yellow("Nothing is missing"))} in stack ${stack}, but not all is proven.${notLooked}` : `${pc.bold(pc.green("Proven."))} Stack ${stack} shows every signal, and what leads from one to another.`;
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
