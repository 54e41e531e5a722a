import pc from "picocolors";
import { printable } from "../../model/printable";
import { hidden } from "../../model/secrets/hide";
import { type JudgedReliance, relianceInWords } from "../../policy/library/reliances";

/** Which component relies on which value of which chart, why, and whether it holds after overrides. */
export function renderReliances(stack: string, all: readonly JudgedReliance[]): string {
    const lines = all.flatMap((reliance) => {
        const { who, install } = reliance;
        return [`${answer(reliance)} ${pc.cyan(who)} → ${install.name}: ${relianceInWords(reliance)}`];
    });
    const text = [
        pc.bold(`What the components of stack ${stack} rely on, in the values of charts after overrides`),
        ...lines.map((line) => `  ${line}`),
    ];
    return `${text.map((line) => hidden(line)).join("\n")}\n`;
}

function answer({ holds, got, heldBy }: JudgedReliance): string {
    if (holds === undefined) {
        return pc.yellow("open  ");
    }
    const judge = heldBy === undefined ? "" : ` (policy ${heldBy} decides)`;
    return holds ? pc.green("holds ") : pc.red(`broken: got ${printable(JSON.stringify(got) ?? "nothing")}${judge};`);
}
