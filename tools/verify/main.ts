import { writeFileSync } from "node:fs";
import { parseArguments, usage } from "./arguments";
import { connect } from "./connect";
import { readOutputs } from "./outputs";
import { exitCode, renderReport, reportJson } from "./report";
import { screenFor } from "./screen";
import { signalsOf, verify } from "./verify";

const cannotRun = 2;

async function main(): Promise<number> {
    const settings = parseArguments(process.argv.slice(2));
    if (settings === "help") {
        console.log(usage);
        return 0;
    }
    const outputs = await readOutputs(settings.stack, settings.outputsFile);
    const reached = await connect(outputs, settings, process.env, console.error);
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
        process.stdout.write(settings.json === true ? reportJson(settings.stack, results) : renderReport(settings.stack, results));
        return exitCode(results);
    } finally {
        reached.close();
        process.removeListener("SIGINT", interrupted);
    }
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
