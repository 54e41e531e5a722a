import type { Settings } from "./arguments";
import { collectorCounts } from "./causes";
import { missing, off, type Outcome, type Result, type Run, skipped } from "./checks/check";
import { requestCounts } from "./checks/metrics";
import { whyOff } from "./checks/switchedOff";
import type { Reached } from "./connect";
import type { Screen } from "./screen";
import { prepareSending } from "./prepareSending";
import { type Asked, type Earlier, type Finding, type Signal, signalsOf } from "./signals";

/** Sends the requests, checks each signal as early as possible, and returns the results in the order of the rows. */
export async function verify(reached: Reached, settings: Settings, screen: Screen): Promise<Result[]> {
    const sending = await prepareSending(reached, settings);
    const run = await startedRun(reached, settings);
    let provisioned: ReturnType<Reached["provisioned"]> | undefined;
    const around = { run, sending, provisioned: () => (provisioned ??= reached.provisioned()) };

    const findings = new Map<string, Promise<Finding>>();
    const look = async ({ name, needs, after = [], look: lookFor }: Signal): Promise<Finding> => {
        const reason = whyOff(run, needs);
        if (reason !== undefined) {
            return off(reason);
        }
        // Every signal is in the map before the first one reads it.
        await Promise.resolve();
        const earlier = await Promise.all(after.map(async (other) => [other, await findings.get(other)] as const));
        const asked = { ...around, ...found(earlier) };
        return after.includes("requests") && asked.answered.length === 0
            ? skipped("no request was answered by a route")
            : lookFor(asked, (text) => screen.progress(name, text));
    };
    const results = signalsOf(run).map((signal) => {
        const finding = look(signal).catch(failed);
        findings.set(signal.name, finding);
        return finding.then((outcome) => {
            const result = resultOf(signal.name, outcome, run.sentAt);
            screen.settle(result);
            return result;
        });
    });
    return Promise.all(results);
}

async function startedRun(reached: Reached, { stack, deadline, interval }: Settings): Promise<Run> {
    const before = {
        requests: await requestCounts(reached.prometheus).catch(() => undefined),
        collector: await collectorCounts(reached.prometheus).catch(() => ({})),
    };
    const sentAt = Date.now();
    return {
        ...reached,
        stack,
        sentAt,
        before,
        patience: { deadline: sentAt + deadline, interval },
        shortPatience: { deadline: sentAt + deadline / 4, interval },
    };
}

/** Results of the earlier signals; empty for one that is off or was not found. */
function found(
    earlier: (readonly [Earlier, Finding | undefined])[],
): Pick<Asked, "answered" | "traces" | "lines" | "verdicts"> {
    const of = Object.fromEntries(earlier) as Partial<Record<Earlier, Finding>>;
    return {
        answered: of.requests?.answered ?? [],
        traces: of.traces?.traces ?? new Map(),
        lines: of["access log"]?.lines ?? new Map(),
        verdicts: Object.fromEntries(earlier.map(([name, finding]) => [name, finding?.verdict])),
    };
}

function failed(error: unknown): Outcome {
    return missing(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
}

function resultOf(signal: string, { verdict, detail, advice }: Outcome, sentAt: number): Result {
    const seconds = Math.round((Date.now() - sentAt) / 100) / 10;
    return { signal, verdict, detail, seconds, ...(advice && { advice }) };
}
