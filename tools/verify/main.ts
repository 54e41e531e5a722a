import { writeFileSync } from "node:fs";
import { runProcess, type Streams } from "../command";
import { parseArguments, usage } from "./arguments";
import { connect } from "./connect";
import { readOutputs } from "./outputs";
import { exitCode, renderReport, reportJson } from "./report";
import { screenFor } from "./screen";
import { signalsOf, verify } from "./verify";

const cannotRun = 2;

/** Sends requests through a stack's proxies, looks for each of them, and says what was found. */
export async function main(args: string[], { out, err }: Streams): Promise<number> {
    const settings = parseArguments(args);
    if (settings === "help") {
        out(`${usage}\n`);
        return 0;
    }
    const outputs = await readOutputs(settings.stack, settings.outputsFile);
    const reached = await connect(outputs, settings, process.env, (line) => err(`${line}\n`));
    const screen = screenFor(process.stderr, Boolean(process.env.CI));
    const interrupted = (): void => {
        screen.end();
        process.exit(cannotRun);
    };
    process.once("SIGINT", interrupted);
    try {
        const where = settings.urls.proxy ?? Object.keys(outputs.probe.proxies).join(", ");
        screen.begin(`Verifying stack ${settings.stack}: ${settings.requests} requests for ${reached.path} through ${where}, then each of them looked for`, signalsOf(reached.topology));
        const results = await verify(reached, settings, screen).finally(() => screen.end());
        if (settings.json !== undefined && settings.json !== true) {
            writeFileSync(settings.json, reportJson(settings.stack, results));
        }
        out(settings.json === true ? reportJson(settings.stack, results) : renderReport(settings.stack, results));
        return exitCode(results);
    } finally {
        reached.close();
        process.removeListener("SIGINT", interrupted);
    }
}

if (require.main === module) {
    void runProcess(main, cannotRun);
}
