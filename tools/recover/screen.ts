import pc from "picocolors";
import type { Outcome } from "./carryOut";
import type { Lock } from "./lock";
import type { Finding, Step } from "./findings";

/** What is stuck and what would be done, for people. */
export function renderFindings(stack: string, lock: Lock, findings: Finding[]): string {
    const lines = [...lockLines(lock), ...findings.flatMap(findingLines)];
    return lines.length === 0 ? `Nothing of stack ${stack} is stuck.\n` : `${lines.join("\n")}\n`;
}

function lockLines(lock: Lock): string[] {
    switch (lock.kind) {
        case "free":
            return [];
        case "left":
            return [
                `${pc.yellow("!")} ${pc.bold("The stack's lock")}: left by ${lock.by}, which has ended`,
                "    → remove it, as `pulumi cancel` does.",
            ];
        case "held":
            return [`${pc.yellow("!")} ${pc.bold("The stack's lock")}: held by ${lock.by}`];
        case "unknown":
            return [
                pc.dim("This kind of backend does not show who holds the stack's lock; the first change will show it."),
            ];
    }
}

function findingLines({ subject, found, steps, remedy, byHand }: Finding): string[] {
    const mark = byHand !== undefined ? pc.red("✗") : steps.length > 0 ? pc.yellow("!") : pc.green("✓");
    const lines = [`${mark} ${pc.bold(subject)}: ${found}`];
    const then = byHand ?? remedy;
    return then === "" ? lines : [...lines, `    ${byHand === undefined ? "→" : pc.red("yours:")} ${then}`];
}

/** The steps that failed, and why. */
export function renderOutcomes(outcomes: Outcome[]): string {
    return outcomes
        .filter(({ error }) => error !== undefined)
        .map(({ step, error = "" }) => `${pc.red("✗")} ${describe(step)}: ${error}\n`)
        .join("");
}

function describe(step: Step): string {
    switch (step.do) {
        case "mark-failed":
            return `mark Secret ${step.secret} in ${step.namespace} as failed`;
        case "drop-record":
            return `delete Secret ${step.secret} in ${step.namespace}`;
        case "delete-pod":
            return `delete pod ${step.pod.name} in ${step.namespace}`;
        case "set-aside":
            return `set StatefulSet ${step.set} in ${step.namespace} aside`;
        default:
            return `${step.do} ${step.urn.split("::").at(-1)}`;
    }
}
