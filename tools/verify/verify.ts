import { setTimeout as sleep } from "node:timers/promises";
import type { SignalCheck } from "../../model/signalCheck";
import { wasAnswered } from "./answers";
import type { Settings } from "./arguments";
import { collectorCounts } from "./causes";
import { accessLogs } from "./checks/accessLogs";
import { missing, off, type Outcome, type Result, type Run, skipped, type Tell } from "./checks/check";
import { certificate, configurationPush, dataPlanes } from "./checks/dataPlanes";
import { grafanaDatasources } from "./checks/grafana";
import { logToTrace, metricToTrace, traceToLogs } from "./checks/links";
import { metrics, requestCounts } from "./checks/metrics";
import { requests as judgeRequests } from "./checks/requests";
import { whyOff } from "./checks/settings";
import { signal } from "./checks/signal";
import { targets } from "./checks/targets";
import { traces, unsampled } from "./checks/traces";
import type { Reached } from "./connect";
import { probesFor } from "./probes";
import type { Screen } from "./screen";
import { send, type Sent } from "./send";

const statusSignals = { hybrid: ["data planes", "certificate"], "ingress-controller": ["configuration push"] } as const;

/** The rows of the table. */
export function signalsOf(topology: Run["topology"], checks: readonly SignalCheck[] = []): string[] {
    return [
        "requests",
        "metrics",
        "traces",
        "dropped trace",
        "access log",
        "trace → logs",
        "log → trace",
        "metric → trace",
        ...statusSignals[topology],
        "targets",
        ...checks.map(({ signal }) => signal),
        "Grafana",
    ];
}

/** What Kong called the requests, in its answers: lines of what is not traced have no other id. */
function requestIds(sent: Sent[]): string[] {
    return sent
        .filter(wasAnswered)
        .flatMap(({ answer }) => ("headers" in answer ? [String(answer.headers["x-kong-request-id"] ?? "none")] : []));
}

/** Sends the requests, looks for each signal at once, and gives the results in the order of the rows. */
export async function verify(reached: Reached, settings: Settings, screen: Screen): Promise<Result[]> {
    const addresses = await reached.proxies().catch((error: unknown) => error as Error);
    const count = settings.requests * Math.max(1, reached.proxyCount);
    const { wanted: probes, unwanted } = probesFor(reached, count);

    const before = {
        requests: await requestCounts(reached.prometheus).catch(() => undefined),
        collector: await collectorCounts(reached.prometheus).catch(() => ({})),
    };
    const sentAt = Date.now();
    const run: Run = {
        ...reached,
        stack: settings.stack,
        sentAt,
        before,
        patience: { deadline: sentAt + settings.deadline, interval: settings.interval },
        shortPatience: { deadline: sentAt + settings.deadline / 4, interval: settings.interval },
    };
    const results: Result[] = [];
    const row = async <T extends Outcome>(
        signal: string,
        look: (tell: Tell) => T | Promise<T>,
    ): Promise<T | Outcome> => {
        const reason = whyOff(run, signal);
        const outcome = await Promise.resolve(
            reason === undefined ? look((text) => screen.progress(signal, text)) : off(reason),
        ).catch((error: unknown) =>
            missing(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)),
        );
        const { verdict, detail, advice } = outcome;
        const result = {
            signal,
            verdict,
            detail,
            seconds: Math.round((Date.now() - sentAt) / 100) / 10,
            ...(advice && { advice }),
        };
        results.push(result);
        screen.settle(result);
        return outcome;
    };

    const states = [
        ...(run.topology === "hybrid"
            ? [
                  row("data planes", (tell) => dataPlanes(run, tell)),
                  row("certificate", (tell) => certificate(run, tell)),
              ]
            : [row("configuration push", (tell) => configurationPush(run, tell))]),
        row("targets", (tell) => targets(run, tell)),
        ...run.checks.map((check) => row(check.signal, (tell) => signal(run, check, tell))),
        row("Grafana", (tell) => grafanaDatasources(run, tell)),
    ];

    let sent: Sent[] = [];
    const requests = await row("requests", async (tell) => {
        if (addresses instanceof Error) {
            return missing(addresses.message, {
                cause: "Kong's proxy is not ready.",
                command: `kubectl -n ${run.namespaces.gateway} get pods,services`,
            });
        }
        sent = await send(
            [...probes, unwanted],
            addresses,
            {
                path: reached.path,
                insecure: settings.insecure,
                ...(reached.host !== undefined && { host: reached.host }),
            },
            (number) => tell(`${number} of ${probes.length + 1} sent`),
        );
        return judgeRequests(
            run,
            sent.slice(0, -1),
            `${reached.path}${reached.host === undefined ? "" : ` of ${reached.host}`}`,
        );
    });

    const answered = sent
        .slice(0, -1)
        .filter(wasAnswered)
        .map(({ traceId }) => traceId);
    if (answered.length === 0) {
        const reason = requests.verdict === "missing" ? "no request was answered by a route" : "no request was sent";
        await Promise.all(
            ["metrics", "traces", "dropped trace", "access log", "trace → logs", "log → trace", "metric → trace"].map(
                (signal) => row(signal, () => skipped(reason)),
            ),
        );
    } else {
        const provisioned = reached.provisioned();
        const tracesRow = row("traces", (tell) => traces(run, answered, tell));
        const ids = { trace: answered, request: requestIds(sent.slice(0, -1)) };
        const logsRow = row("access log", (tell) => accessLogs(run, ids, tell));
        const foundTraces = tracesRow.then((outcome) =>
            "traces" in outcome ? outcome.traces : new Map<string, never>(),
        );
        const foundLines = logsRow.then((outcome) => ("lines" in outcome ? outcome.lines : new Map<string, never>()));
        await Promise.all([
            // Even where no link waits for them: what goes on after the end is not in the results, and keeps the
            // process alive.
            tracesRow,
            logsRow,
            provisioned,
            row("metrics", (tell) => metrics(run, answered.length, tell)),
            row("dropped trace", async () => {
                const others = await tracesRow;
                // One batch later than the others at most.
                await sleep(others.verdict === "found" ? settings.interval : 0);
                return unsampled(run, unwanted.traceId, others);
            }),
            row("trace → logs", async () => {
                const [first] = await foundTraces;
                const logs = await logsRow;
                return first === undefined
                    ? skipped("there is no trace to start from")
                    : logs.verdict !== "found"
                      ? skipped("there is no line to arrive at")
                      : traceToLogs(run, first, await provisioned);
            }),
            row("log → trace", async () => {
                const known = await foundTraces;
                const lines = await foundLines;
                const line = [...known.keys()]
                    .map((traceId) => lines.get(traceId))
                    .find((candidate) => candidate !== undefined);
                return line === undefined
                    ? skipped(lines.size === 0 ? "there is no line to start from" : "there is no trace to arrive at")
                    : logToTrace(run, line, await provisioned);
            }),
            row("metric → trace", async (tell) => {
                const known = await foundTraces;
                return known.size === 0
                    ? skipped("there is no trace to arrive at")
                    : metricToTrace(run, known, await provisioned, tell);
            }),
        ]);
    }
    await Promise.all(states);
    const order = signalsOf(run.topology, run.checks);
    return results.sort((a, b) => order.indexOf(a.signal) - order.indexOf(b.signal));
}
