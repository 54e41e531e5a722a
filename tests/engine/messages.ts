import assert from "node:assert/strict";
import type { Run } from "./stack";

/** Waits for a run that must not fail. */
export async function succeed(run: Promise<Run>): Promise<Run> {
    const result = await run;
    assert.ok(!result.failed, result.output);
    return result;
}

/** What a run said as errors, each once: the preview says it, and the summary again. */
export function errorsOf(run: Run): string[] {
    return said(run, "error");
}

export function warningsOf(run: Run): string[] {
    return said(run, "warning");
}

function said({ messages }: Run, wanted: string): string[] {
    const texts = messages
        .filter(({ severity }) => severity === wanted)
        .map(({ text }) => text.replace(/<\{%.*?%\}>/g, "").trim());
    return [...new Set(texts)];
}
