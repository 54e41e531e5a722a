import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { readKubeconfig } from "../verify/kubeconfig";
import { parseArguments, type Settings, usage } from "./arguments";
import { connectCluster, type ReleaseCluster } from "./cluster";
import { pulumiCli } from "./pulumi";
import { exitCode, recover } from "./recover";
import { renderFindings, renderOutcomes } from "./screen";
import { clusterAccess, type Exported } from "./state";

const root = path.resolve(__dirname, "../..");
const cannotRun = 2;

async function main(): Promise<number> {
    const settings = parseArguments(process.argv.slice(2));
    if (settings === "help") {
        console.log(usage);
        return 0;
    }
    const { name: project } = parse(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as { name: string };
    const recovery = await recover({ ...settings, project }, pulumiCli(root, process.env), (state) =>
        reach(state, settings),
    );
    process.stdout.write(renderFindings(settings.stack, recovery.lock, recovery.findings));
    if (recovery.outcomes !== undefined) {
        process.stdout.write(renderOutcomes(recovery.outcomes));
    }
    const code = exitCode(recovery);
    process.stdout.write(`${conclusion(code, settings, recovery.refusals, recovery.outcomes !== undefined)}\n`);
    return code;
}

function conclusion(code: 0 | 1 | 3, { stack }: Settings, refusals: string[], acted: boolean): string {
    if (code === 3) {
        const reasons = refusals.map((reason) => `  ${reason}`).join("\n");
        return (
            `Refused: an update of ${stack} may still be running.\n${reasons}\nIf you know that none is, add ` +
            `--interrupted.`
        );
    }
    if (code === 0) {
        return `Go on with: npx pulumi up --stack ${stack}`;
    }
    return acted
        ? "Do the steps marked `yours`, or fix what failed, and run this again."
        : `To do the steps marked →: npm run recover -- ${stack} --yes`;
}

/** The cluster of the state's own provider, unless a kubeconfig was given. */
async function reach(state: Exported, { kubeconfig, context }: Settings): Promise<ReleaseCluster> {
    const access = clusterAccess(state);
    const text = kubeconfig === undefined ? access.kubeconfig : readFileSync(kubeconfig, "utf8");
    const config = await readKubeconfig(text, { KUBECONFIG: process.env.KUBECONFIG, home: homedir() }, console.error);
    const chosen = context ?? (kubeconfig === undefined ? access.context : undefined);
    if (chosen !== undefined) {
        if (!config.getContextObject(chosen)) {
            const names = config.getContexts().map(({ name }) => name);
            throw new Error(`--context: got ${chosen}; allowed: ${names.join(", ")}`);
        }
        config.setCurrentContext(chosen);
    }
    return connectCluster(config);
}

main().then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = cannotRun;
    },
);
