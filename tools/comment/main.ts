import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { readJson } from "../../model/parsing";
import { runProcess, type Streams } from "../command";
import { comment, commentLimit, type PlanFile, type StackReport } from "./comment";

const usage =
    "usage: npm run comment -- --head DIR [--base DIR] [--limit CHARACTERS] --out FILE\n" +
    "  DIR holds STACK.json, the plan of a stack, and STACK.txt, what the plan said on its error output";

/** Every stack of a folder. Stacks that exist only in the base have been removed, and are left out. */
function reports(head: string, base: string | undefined): StackReport[] {
    const stacks = new Set(readdirSync(head).flatMap((name) => /^(.+)\.(json|txt)$/.exec(name)?.[1] ?? []));
    return [...stacks].sort().map((stack) => ({
        stack,
        head: readPlan(path.join(head, `${stack}.json`)),
        base: base === undefined ? undefined : readPlan(path.join(base, `${stack}.json`)),
        problems: existsSync(path.join(head, `${stack}.txt`))
            ? readFileSync(path.join(head, `${stack}.txt`), "utf8")
            : "",
    }));
}

function readPlan(file: string): PlanFile | undefined {
    try {
        return existsSync(file) ? (readJson(readFileSync(file, "utf8")) as PlanFile) : undefined;
    } catch (error) {
        throw new Error(`${file}: ${(error as Error).message}`);
    }
}

/** Writes the changes of a pull request, from two folders of plans. */
export function main(args: string[], { err }: Streams): number {
    const text = { type: "string" } as const;
    const options = { head: text, base: text, limit: text, out: text, help: { type: "boolean" } } as const;
    const { values } = parseArgs({ args, options });
    const limit = Number(values.limit ?? commentLimit);
    if (values.help || values.head === undefined || values.out === undefined || !(limit >= 1000)) {
        err(`${usage}\n`);
        return values.help ? 0 : 1;
    }
    writeFileSync(values.out, comment(reports(values.head, values.base), limit));
    return 0;
}

if (require.main === module) {
    void runProcess(main);
}
