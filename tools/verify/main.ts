import { writeFileSync } from "node:fs";
import { printable } from "../../model/printable";
import { type Hide, hiding } from "../../model/secrets/hide";
import { runProcess, type Streams } from "../command";
import { testAlert } from "./alert/alert";
import { connectAlertmanagers } from "./alert/connect";
import { addressOf, secretsOf } from "./addresses";
import { parseArguments, type Settings, usage } from "./arguments";
import type { Result } from "./checks/check";
import { connect } from "./connect";
import { observabilityNamespace, readOutputs } from "./outputs";
import { exitCode, renderReport, reportJson, shownResult } from "./report";
import { screenFor, withoutSecrets } from "./screen";
import { signalsOf } from "./signals";
import { verify } from "./verify";

const cannotRun = 2;

/** Sends requests through a stack's proxies, looks for each signal of them, and reports what was found. */
export async function main(args: string[], { out, err }: Streams): Promise<number> {
    const settings = parseArguments(args);
    if (settings === "help") {
        out(`${usage}\n`);
        return 0;
    }
    // Credentials given to this run are removed from every text, whatever its source.
    const hide = hiding([process.env.GRAFANA_PASSWORD ?? "", ...Object.values(settings.urls).flatMap(secretsOf)]);
    try {
        const streams = { out, err: (text: string) => err(hide(text)) };
        return await (settings.alert === undefined
            ? proven(settings, hide, streams)
            : alerted(settings, hide, streams));
    } catch (error) {
        throw new Error(hide(error instanceof Error ? error.message : String(error)));
    }
}

/** The command with `--alert`. */
async function alerted(settings: Settings, hide: Hide, { out, err }: Streams): Promise<number> {
    const { stack, alert = {}, deadline, interval } = settings;
    const outputs = await readOutputs(stack, settings.outputsFiles);
    const { alertmanagers, close } = await connectAlertmanagers(outputs, settings, process.env, (text) =>
        err(`${text}\n`),
    );
    const safe = (text: string): string => printable(hide(text));
    err(`Sending a test alert to the ${alertmanagers.length} pods of Alertmanager of stack ${stack}\n`);
    try {
        const namespace = observabilityNamespace(outputs);
        const test = { stack, alertmanagers, planned: outputs.alerting, labels: alert, deadline, interval, namespace };
        let told = "";
        const tell = (text: string): void => {
            if (text !== told) {
                err(`  ${safe(text)}\n`);
            }
            told = text;
        };
        const results = (await testAlert(test, tell)).map((result) => shownResult(result, safe));
        said(
            settings,
            results,
            `The alert reached everybody that it should. It was ended: those who asked for it hear of that too.`,
            out,
        );
        return exitCode(results);
    } finally {
        close();
    }
}

/** Prints the verdict in the requested form. */
function said({ stack, json }: Settings, results: Result[], proof: string | undefined, out: Streams["out"]): void {
    if (json !== undefined && json !== true) {
        writeFileSync(json, reportJson(stack, results));
    }
    out(json === true ? reportJson(stack, results) : renderReport(stack, results, proof));
}

async function proven(settings: Settings, hide: Hide, { out, err }: Streams): Promise<number> {
    const outputs = await readOutputs(settings.stack, settings.outputsFiles);
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
        said(settings, results, undefined, out);
        return exitCode(results);
    } finally {
        reached.close();
        process.removeListener("SIGINT", interrupted);
    }
}

if (require.main === module) {
    void runProcess(main, cannotRun);
}
