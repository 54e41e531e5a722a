import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { printableJson } from "../../model/printable";
import { hidden } from "../../model/secrets/hide";
import { isMandatory, type Verdict } from "../../policy/judge";
import { reliances } from "../../policy/library/reliances";
import { System } from "../../policy/library/system";
import { unseen } from "../../policy/library/unseen";
import { runProcess, type Streams } from "../command";
import { type Plan, plan, root } from "./evaluate";
import { wiresToOthers } from "./references/wires";
import { renderReliances } from "./relies";
import { renderScreen } from "./screen";
import { roomLines } from "./roomLines";
import { shown } from "./shown";
import { stackFileOf } from "./stackFile";
import { judgePlan, packConfig, packFileOf, seenOf } from "./verdict";
import { type Wire, wiring } from "../../policy/library/wiring/wires";

const usage =
    "usage: npm run plan -- [stack] [--config-file FILE] [--policy-config FILE] [--json FILE] [--html FILE] [--relies] [--from FILE]…";

/** The plan as JSON: stable, so that two runs give the same bytes. */
function planJson({ stack, resources, outputs }: Plan, policy: Verdict[]): string {
    return `${printableJson({ stack, resources, outputs: outputs.values, policy }, 2)}\n`;
}

/** Addresses that lead nowhere: they would be installed without error, and send data to no one. */
function brokenWires(wires: Wire[]): string[] {
    return wires
        .filter(({ to }) => to === undefined)
        .map(
            ({ address, at }) =>
                `${at.urn.split("::").at(-1)}: ${at.path}: ${address}: no component serves this Service and port`,
        );
}

/**
 * Plans a stack, judges the plan and prints both. Fails if it breaks a mandatory rule or has a wire that leads nowhere.
 */
export async function main(args: string[], { out, err }: Streams): Promise<number> {
    const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: {
            json: { type: "string" },
            html: { type: "string" },
            "config-file": { type: "string" },
            "policy-config": { type: "string" },
            relies: { type: "boolean" },
            from: { type: "string", multiple: true },
            help: { type: "boolean" },
        },
    });
    if (values.help || positionals.length > 1) {
        err(`${usage}\n`);
        return values.help ? 0 : 1;
    }
    // The stack's name, and so its policies, follow from its file's name.
    const [stack = /Pulumi\.([^/\\]+)\.yaml$/.exec(values["config-file"] ?? "")?.[1] ?? "dev"] = positionals;
    const config = packConfig(stack, values["policy-config"]);
    const evaluated = await plan(stack, values["config-file"] ?? stackFileOf(root, stack), root, values.from);
    const room = roomLines(evaluated);
    const allWires = wiring(evaluated.resources);
    const others = wiresToOthers(allWires, evaluated);
    const { notices } = evaluated;
    const missed = unseen(new System(seenOf(evaluated)));
    const whole = { ...evaluated, notices: [...notices, ...missed, ...room.notices, ...others.notVisible] };
    const found = { wires: allWires, verdicts: judgePlan(whole, config) };
    // From here on all values are without secrets.
    const { plan: planned, wires, verdicts } = shown({ plan: whole, ...found });

    const own = packFileOf(stack);
    const judgedBy =
        values["policy-config"] ??
        (existsSync(path.join(root, own)) ? own : `every rule's defaults (there is no ${own})`);
    if (values.relies) {
        out(renderReliances(stack, reliances(new System(seenOf(whole)))));
    } else {
        out(renderScreen(planned, wires, verdicts, judgedBy, room.lines));
    }
    if (values.json !== undefined) {
        writeFileSync(values.json, planJson(planned, verdicts));
    }
    if (values.html !== undefined) {
        const { renderPage } = await import("./html/page");
        writeFileSync(values.html, await renderPage(planned, wires, verdicts));
    }
    const problems = [...brokenWires(wires), ...others.broken];
    for (const problem of problems) {
        err(`${hidden(problem)}\n`);
    }
    return problems.length === 0 && !verdicts.some(isMandatory) ? 0 : 1;
}

if (require.main === module) {
    void runProcess(main);
}
