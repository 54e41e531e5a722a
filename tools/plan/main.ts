import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { isMandatory, type Verdict } from "../../policy/judge";
import { type Plan, plan, root } from "./evaluate";
import { renderScreen } from "./screen";
import { stackFileOf } from "./stackFile";
import { judgePlan, packConfig, packFileOf } from "./verdict";
import { type Wire, wiring } from "./wiring";

const usage = "usage: npm run plan -- [stack] [--config-file FILE] [--policy-config FILE] [--json FILE] [--html FILE]";

/** The plan as data: stable, so that two runs give the same bytes. */
function planJson({ stack, resources, outputs }: Plan, policy: Verdict[]): string {
    return `${JSON.stringify({ stack, resources, outputs: outputs.values, policy }, null, 2)}\n`;
}

/** Addresses that lead nowhere: they would install cleanly and stay silent. */
function brokenWires(wires: Wire[]): string[] {
    return wires.filter(({ to }) => to === undefined).map(({ address, at }) => `${at.urn.split("::").at(-1)}: ${at.path}: ${address}: no component serves this Service and port`);
}

async function main(): Promise<number> {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "string" }, html: { type: "string" }, "config-file": { type: "string" }, "policy-config": { type: "string" }, help: { type: "boolean" } } });
    if (values.help || positionals.length > 1) {
        console.error(usage);
        return values.help ? 0 : 1;
    }
    // A stack file's name says whose it is, and so which policies apply.
    const [stack = /Pulumi\.([^/\\]+)\.yaml$/.exec(values["config-file"] ?? "")?.[1] ?? "dev"] = positionals;
    const planned = await plan(stack, values["config-file"] ?? stackFileOf(root, stack));
    const wires = wiring(planned.resources);
    const verdicts = judgePlan(planned, packConfig(stack, values["policy-config"]));

    const own = packFileOf(stack);
    const judgedBy = values["policy-config"] ?? (existsSync(path.join(root, own)) ? own : `every rule's defaults (there is no ${own})`);
    process.stdout.write(renderScreen(planned, wires, verdicts, judgedBy));
    if (values.json !== undefined) {
        writeFileSync(values.json, planJson(planned, verdicts));
    }
    if (values.html !== undefined) {
        const { renderPage } = await import("./html/page");
        writeFileSync(values.html, await renderPage(planned, wires, verdicts));
    }
    const problems = brokenWires(wires);
    for (const problem of problems) {
        console.error(problem);
    }
    return problems.length === 0 && !verdicts.some(isMandatory) ? 0 : 1;
}

main().then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        // The SDK names every property on the way to an output that failed; the reason stands at the end.
        console.error(error instanceof Error ? error.message.replace(/^(error serializing property "[^"]*": )+/, "") : error);
        process.exitCode = 1;
    },
);
