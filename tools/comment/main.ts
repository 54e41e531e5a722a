import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { comment, commentLimit, type PlanFile, type StackReport } from "./comment";

const usage = "usage: npm run comment -- --head DIR [--base DIR] [--limit CHARACTERS] --out FILE\n  DIR holds STACK.json, the plan of a stack, and STACK.txt, what the plan said on its error output";

/** Every stack of a folder; one that is only in the base has been removed and is not spoken of. */
function reports(head: string, base: string | undefined): StackReport[] {
    const stacks = new Set(readdirSync(head).flatMap((name) => /^(.+)\.(json|txt)$/.exec(name)?.[1] ?? []));
    return [...stacks].sort().map((stack) => ({
        stack,
        head: readPlan(path.join(head, `${stack}.json`)),
        base: base === undefined ? undefined : readPlan(path.join(base, `${stack}.json`)),
        problems: existsSync(path.join(head, `${stack}.txt`)) ? readFileSync(path.join(head, `${stack}.txt`), "utf8") : "",
    }));
}

function readPlan(file: string): PlanFile | undefined {
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PlanFile) : undefined;
}

function main(): number {
    const { values } = parseArgs({ options: { head: { type: "string" }, base: { type: "string" }, limit: { type: "string" }, out: { type: "string" } } });
    const limit = Number(values.limit ?? commentLimit);
    if (values.head === undefined || values.out === undefined || !(limit >= 1000)) {
        console.error(usage);
        return 1;
    }
    writeFileSync(values.out, comment(reports(values.head, values.base), limit));
    return 0;
}

try {
    process.exitCode = main();
} catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
}
