import type { SignalCheck } from "../../../model/signalCheck";
import type { Sample } from "../backends";
import { whyNoAnswer } from "../causes";
import { poll } from "../poll";
import { found, missing, type Outcome, type Run, type Tell } from "./check";

/** A query to Prometheus from the stack's outputs. */
export async function signal(run: Run, check: SignalCheck, tell: Tell): Promise<Outcome> {
    const { interval, deadline } = run.shortPatience;
    const wait = check.waitSeconds === undefined ? deadline : run.sentAt + check.waitSeconds * 1000;
    const polled = await poll(
        { interval, deadline: Math.min(wait, run.patience.deadline) },
        async () => {
            const samples = await run.prometheus.query(check.query);
            const bad = samples.filter(({ value }) => !(value > 0));
            const progress =
                samples.length === 0
                    ? "no series yet"
                    : bad.length === 0
                      ? `${check.found} (${samples.length} series)`
                      : `${bad.length} of ${samples.length} series are not above 0: ${bad.slice(0, 3).map(labelsOf).join("; ")}`;
            return { done: samples.length > 0 && bad.length === 0, progress, value: undefined };
        },
        tell,
    );
    if ("error" in polled) {
        return missing(polled.error.message, whyNoAnswer(run, "Prometheus", polled.error));
    }
    return polled.found ? found(polled.progress) : missing(polled.progress, { cause: check.missing });
}

function labelsOf({ labels }: Sample): string {
    const entries = Object.entries(labels).filter(([label]) => label !== "__name__");
    return entries.map(([label, value]) => `${label}=${value}`).join(" ") || "without labels";
}
