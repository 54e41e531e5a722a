import { rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { loadSettings } from "../../settings/load";
import { plan, root } from "../plan/evaluate";
import { stackFileOf } from "../plan/stackFile";
import { requireHelm } from "./helm";
import { renderPlan } from "./render";

const usage = "usage: npm run render -- [stack] [--charts DIR] [--out DIR] [--config-file FILE]";

async function main(): Promise<number> {
    const option = { type: "string" } as const;
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { charts: option, out: option, "config-file": option, help: { type: "boolean" } } });
    if (values.help || positionals.length > 1) {
        console.error(usage);
        return values.help ? 0 : 1;
    }
    const [stack = "dev"] = positionals;
    const ownFolder = path.join("rendered", stack);
    const out = values.out ?? ownFolder;
    await requireHelm();
    const { resources } = await plan(stack, values["config-file"] ?? stackFileOf(root, stack));
    if (out === ownFolder) {
        // What an earlier configuration rendered would look as if it were still there.
        rmSync(out, { recursive: true, force: true });
    }
    const { files, problems } = await renderPlan({ resources, registry: loadSettings().registry, charts: values.charts, out });

    for (const { file, objects, source } of files) {
        console.log(`${path.join(out, file)}: ${objects} objects of ${source}`);
    }
    for (const problem of problems) {
        console.error(problem);
    }
    return problems.length === 0 ? 0 : 1;
}

main().then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    },
);
