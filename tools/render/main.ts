import { rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { elsewhere } from "../../model/destinations";
import { leaves } from "../../policy/library/resource";
import { loadSettings, type Settings } from "../../settings/load";
import { runProcess, type Streams } from "../command";
import { plan, root } from "../plan/evaluate";
import { hidingOf } from "../plan/shown";
import { stackFileOf } from "../plan/stackFile";
import type { PlannedResource } from "../plan/recorder";
import { forGit, leftOutFile, writeForGit } from "./gitops";
import { requireHelm } from "./helm";
import { literalWarning } from "./literals";
import { renderPlan } from "./render";

const usage = `usage: npm run render -- [stack] [--charts DIR] [--out DIR] [--config-file FILE] [--from FILE]…
       npm run render -- [stack] --gitops DIR [--config-file FILE] [--from FILE]…`;

/** Renders a stack's charts with the planned values, and checks the result. */
export async function main(args: string[], { out: write, err }: Streams): Promise<number> {
    const option = { type: "string" } as const;
    const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: {
            charts: option,
            from: { type: "string", multiple: true },
            gitops: option,
            out: option,
            "config-file": option,
            help: { type: "boolean" },
        },
    });
    if (values.help || positionals.length > 1) {
        err(`${usage}\n`);
        return values.help ? 0 : 1;
    }
    const [stack = "dev"] = positionals;
    const ownFolder = path.join("rendered", stack);
    const out = values.out ?? ownFolder;
    if (values.gitops === undefined) {
        await requireHelm();
    }
    const { resources } = await plan(stack, values["config-file"] ?? stackFileOf(root, stack), root, values.from);
    const hide = hidingOf(resources);
    if (values.gitops !== undefined) {
        write(hide(renderForGit(values.gitops, resources, loadSettings())));
        return 0;
    }
    if (out === ownFolder) {
        // Files of an earlier configuration would look as if they still belonged to this one.
        rmSync(out, { recursive: true, force: true });
    }
    const settings = loadSettings();
    const { files, problems, notes } = await renderPlan({
        resources,
        registry: settings.registry,
        charts: values.charts,
        named: textsOf(settings),
        out,
    });

    for (const { file, objects, source } of files) {
        write(hide(`${path.join(out, file)}: ${objects} objects of ${source}\n`));
    }
    for (const note of notes) {
        write(hide(`note: ${note}\n`));
    }
    for (const problem of problems) {
        err(`${hide(problem)}\n`);
    }
    const warning = literalWarning(resources, out, plainHeaders(settings));
    if (warning !== undefined) {
        err(`${hide(warning)}\n`);
    }
    return problems.length === 0 ? 0 : 1;
}

/**
 * @returns what was written, for the screen
 * @throws Error if the stack has no Applications
 */
function renderForGit(folder: string, resources: PlannedResource[], settings: Settings): string {
    if (settings.delivery.kind !== "argocd") {
        const allowed =
            "argocd, since Applications say where Argo CD is and what it calls the cluster (docs/argocd.md)";
        throw new Error(`${settings.project}:delivery: got helm; allowed with --gitops: ${allowed}`);
    }
    const found = forGit(resources, plainHeaders(settings));
    writeForGit(folder, found);
    const { objects, leftOut } = found;
    return `${folder}: ${objects.length} objects; ${leftOut.length} left out (${path.join(folder, leftOutFile)} says why)\n`;
}

/** Among them the names of Secrets that the stack file gives. */
function textsOf(settings: Settings): Set<string> {
    const texts = [...leaves({ ...settings, secrets: undefined })];
    return new Set(texts.flatMap(({ value }) => (typeof value === "string" ? [value] : [])));
}

/** Values of headers that the stack file declares as not secret, in the collector's notation. */
function plainHeaders({ traces, logs }: Pick<Settings, "traces" | "logs">): ReadonlySet<string> {
    const headers = elsewhere([...traces.destinations, ...logs.destinations]).flatMap((one) =>
        "headers" in one ? Object.values(one.headers) : [],
    );
    return new Set(headers.flatMap((header) => ("value" in header ? [header.value.replaceAll("$", "$$$$")] : [])));
}

if (require.main === module) {
    void runProcess(main);
}
