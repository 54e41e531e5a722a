import { whyLost, whyNoAnswer } from "../causes";
import { poll } from "../poll";
import { found, missing, type Outcome, type Run, skipped, type Tell } from "./check";

/** Every trace that Kong must keep is in DeepFlow too, as spans that it was sent and not only as what it saw itself. */
export async function deepflowTraces(run: Run, traceIds: string[], tell: Tell): Promise<Outcome> {
    const { deepflow } = run;
    if (deepflow === undefined) {
        return skipped("DeepFlow is not reached");
    }
    const known = new Set<string>();
    const polled = await poll(
        run.patience,
        async () => {
            for (const traceId of traceIds.filter((id) => !known.has(id))) {
                if (await deepflow.hasTrace(traceId, run.sentAt)) {
                    known.add(traceId);
                }
            }
            return {
                done: known.size === traceIds.length,
                progress: `${known.size} of ${traceIds.length} traces`,
                value: undefined,
            };
        },
        tell,
    );
    if (polled.found) {
        return found(`${known.size} of ${traceIds.length} traces in DeepFlow's request log, as spans by OTLP`);
    }
    return "error" in polled
        ? missing(polled.error.message, whyNoAnswer(run, "DeepFlow", polled.error))
        : missing(`${polled.progress} in DeepFlow`, await whyLost(run, "spans", "DeepFlow"));
}
