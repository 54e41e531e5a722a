import { writeFileSync } from "node:fs";
import { printable } from "../../model/printable";
import { type Hide, hiding } from "../../model/secrets/hide";
import { runProcess, type Streams } from "../command";
import { addressOf, secretsOf } from "./addresses";
import { parseArguments, type Settings, usage } from "./arguments";
import { connect } from "./connect";
import { readOutputs } from "./outputs";
import { exitCode, renderReport, reportJson, shownResult } from "./report";
import { screenFor, withoutSecrets } from "./screen";
import { signalsOf } from "./signals";
import { verify } from "./verify";

const cannotRun = 2;

/** Sends requests through a stack's proxies, looks for each of them, and says what was found. */
export async function main(args: string[], { out, err }: Streams): Promise<number> {
    const settings = parseArguments(args);
    if (settings === "help") {
        out(`${usage}\n`);
        return 0;
    }
    // What this run was given to log in with goes into no text, whoever writes it.
    const hide = hiding([process.env.GRAFANA_PASSWORD ?? "", ...Object.values(settings.urls).flatMap(secretsOf)]);
    try {
        return await proven(settings, hide, { out, err: (text) => err(hide(text)) });
    } catch (error) {
        throw new Error(hide(error instanceof Error ? error.message : String(error)));
    }
}

async function proven(settings: Settings, hide: Hide, { out, err }: Streams): Promise<number> {
    const outputs = await readOutputs(settings.stack, settings.outputsFile);
    const reached = await connect(outputs, settings, process.env, (text) => err(`${text}\n`));
    const safe = (text: string): string => printable(hide(text));
    const screen = withoutSecrets(screenFor(process.stderr, Boolean(process.env.CI)), safe);
    const interrupted = (): void => {
        screen.end();
        process.exit(cannotRun);
    };
    process.once("SIGINT", interrupted);
    try {
        const { proxy } = settings.urls;
        const where = proxy !== undefined ? addressOf(proxy).url : Object.keys(outputs.probe.proxies).join(", ");
        screen.begin(
            `Verifying stack ${settings.stack}: ${settings.requests} requests for ${reached.path} through ${where}, then a search for each of them`,
            signalsOf(reached).map(({ name }) => name),
        );
        const results = (await verify(reached, settings, screen).finally(() => screen.end())).map((result) =>
            shownResult(result, safe),
        );
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
