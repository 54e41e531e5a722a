import pc from "picocolors";
import type { Finding } from "./finding";

/** What would be taken over, what has to be done first, and what else may be meant. */
export function renderFindings(stack: string, findings: Finding[]): string {
    const lines = findings.flatMap(({ subject, found, takes, first, hint }) => {
        const mark = takes !== undefined ? pc.green("✓") : first !== undefined ? pc.red("✗") : pc.yellow("?");
        const then = first !== undefined ? [`    ${pc.red("first:")} ${first}`] : hint ? [`    ${hint}`] : [];
        return [`${mark} ${pc.bold(subject)}: ${found}`, ...then];
    });
    return lines.length === 0 ? `The cluster has nothing that stack ${stack} would make.\n` : `${lines.join("\n")}\n`;
}

/** What to type next. */
export function conclusion(stack: string, file: string | undefined, toDo: number): string {
    const before = toDo === 0 ? "" : `Do what is marked \`first\` (${toDo}), and run this again.\n`;
    if (file === undefined) {
        return `${before}There is nothing to import.`;
    }
    return [
        `${before}To import what is marked ✓:`,
        `  npx pulumi import --file ${file} --generate-code=false --protect=false --stack ${stack}`,
        `  npx pulumi preview --diff --stack ${stack}`,
    ].join("\n");
}
