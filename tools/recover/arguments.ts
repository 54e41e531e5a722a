import { parseArgs } from "node:util";
import type { Answers } from "./findings";

export const usage = `usage: npm run recover -- [stack] [options]

Shows what a failed or interrupted \`pulumi up\` left stuck, or a change of the delivery left behind, what it would do
about each, and what that costs.
It changes nothing without --yes, and never touches a claim, a database or a namespace.

  --yes                 do it
  --interrupted         nothing of this stack runs any more, though a lock or Helm's record looks like it
  --made URN=ID         this creation was interrupted after it had made ID: take it into the state (can be repeated)
  --not-made URN        this creation was interrupted before it made anything (can be repeated)
  --kubeconfig FILE     reach the cluster by this file instead of the one in the stack's state
  --context NAME        of the kubeconfig

exit code: 0 nothing is stuck any more; 1 something is; 2 recover could not run;
           3 refused, for an update may still be running`;

export interface Settings {
    stack: string;
    yes: boolean;
    interrupted: boolean;
    answers: Answers;
    kubeconfig?: string;
    context?: string;
}

/** @throws Error with every problem */
export function parseArguments(argv: string[]): Settings | "help" {
    const text = { type: "string" } as const;
    const flag = { type: "boolean", default: false } as const;
    const many = { type: "string", multiple: true, default: [] as string[] } as const;
    const options = {
        yes: flag,
        interrupted: flag,
        made: many,
        "not-made": many,
        kubeconfig: text,
        context: text,
        help: flag,
    } as const;
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
    if (values.help) {
        return "help";
    }
    const made = values.made.map((pair) => /^(urn:pulumi:.+?)=([^=].*)$/.exec(pair) ?? pair);
    const urns = values["not-made"];
    const problems = [
        ...(positionals.length > 1
            ? [`got ${positionals.length} stacks: ${positionals.join(", ")}; allowed: one`]
            : []),
        ...made.filter((pair) => typeof pair === "string").map((pair) => `--made: got ${pair}; allowed: URN=ID`),
        ...urns.filter((urn) => !urn.startsWith("urn:pulumi:")).map((urn) => `--not-made: got ${urn}; allowed: a URN`),
    ];
    if (problems.length > 0) {
        throw new Error(problems.join("\n"));
    }
    const { yes, interrupted, kubeconfig, context } = values;
    return {
        stack: positionals[0] ?? "dev",
        yes,
        interrupted,
        answers: { made: Object.fromEntries(made.map((pair) => [pair[1] ?? "", pair[2] ?? ""])), notMade: urns },
        ...(kubeconfig !== undefined && { kubeconfig }),
        ...(context !== undefined && { context }),
    };
}
