import type { Run } from "./stack";

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
