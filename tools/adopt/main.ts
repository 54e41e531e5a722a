import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { KubeConfig } from "@kubernetes/client-node";
import { runProcess, type Streams } from "../command";
import { type Pulumi, pulumiCli } from "../recover/pulumi";
import { readKubeconfig } from "../verify/kubeconfig";
import { adopt } from "./adopt";
import { connectFound } from "./cluster";
import { type Previewed, readPreview } from "./preview";
import { conclusion, renderFindings } from "./screen";

const usage = `usage: npm run adopt -- [stack] [options]

Shows what the cluster has of that which the stack would make, what has to be removed first, and writes the file for
\`pulumi import\`. It changes nothing: neither the cluster nor the stack.

  --out FILE            where to write the file @default import.json
  --kubeconfig FILE     the cluster @default as kubectl finds it
  --context NAME        of the kubeconfig @default the stack's cluster.context

exit code: 0 the way is free; 1 something has to be done first; 2 adopt could not run`;

const root = path.resolve(__dirname, "../..");

export async function main(args: string[], { out, err }: Streams): Promise<number> {
    const text = { type: "string" } as const;
    const options = { out: text, kubeconfig: text, context: text, help: { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    if (values.help || positionals.length > 1) {
        err(`${usage}\n`);
        return values.help ? 0 : 2;
    }
    const [stack = "dev"] = positionals;
    const previewed = await preview(pulumiCli(root, process.env), stack);
    const config = await clusterOf(previewed, values, err);
    const { findings, file } = await adopt(previewed, await connectFound(config));
    const target = values.out ?? "import.json";
    if (file !== undefined) {
        writeFileSync(target, `${JSON.stringify(file, null, 4)}\n`);
    }
    const toDo = findings.filter(({ first }) => first !== undefined).length;
    out(`Cluster ${config.getCurrentCluster()?.server ?? ""} (context ${config.getCurrentContext()})\n`);
    out(renderFindings(stack, findings));
    out(`${conclusion(stack, file && target, toDo)}\n`);
    return toDo === 0 ? 0 : 1;
}

/** The engine itself says what it would create, and under which parents. */
async function preview(pulumi: Pulumi, stack: string): Promise<Previewed> {
    const folder = mkdtempSync(path.join(tmpdir(), "adopt-"));
    const written = path.join(folder, "import.json");
    try {
        const printed = await pulumi(["preview", "--json", "--import-file", written, "--stack", stack]);
        return readPreview(printed, readFileSync(written, "utf8"));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** The preview shows the context of the provider, and not its kubeconfig, which is a secret. */
async function clusterOf(
    { planned }: Previewed,
    { kubeconfig, context }: { kubeconfig?: string; context?: string },
    say: (text: string) => void,
): Promise<KubeConfig> {
    const text = kubeconfig === undefined ? "" : readFileSync(kubeconfig, "utf8");
    const around = { KUBECONFIG: process.env.KUBECONFIG, home: homedir() };
    const config = await readKubeconfig(text, around, (line) => say(`${line}\n`));
    const provider = planned.find(({ type }) => type === "pulumi:providers:kubernetes")?.inputs;
    const chosen = context ?? (typeof provider?.context === "string" ? provider.context : undefined);
    if (chosen !== undefined) {
        if (!config.getContextObject(chosen)) {
            const names = config.getContexts().map(({ name }) => name);
            throw new Error(`--context: got ${chosen}; allowed: ${names.join(", ")}`);
        }
        config.setCurrentContext(chosen);
    }
    return config;
}

if (require.main === module) {
    void runProcess(main, 2);
}
