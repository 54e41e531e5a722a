import { whyNoAnswer } from "../causes";
import { poll } from "../poll";
import { type Advice, found, missing, type Outcome, type Run, type Tell } from "./check";

/** What does not hold. */
export interface Problem extends Advice {
    detail: string;
}

/** One look at a state: a text if it holds, and what is wrong. */
export interface Look {
    detail: string;
    problem?: Problem;
}

/**
 * A state that must hold: checked repeatedly until no problem is left, or time is up.
 *
 * @param asked who knows
 */
export async function state(
    run: Run,
    tell: Tell,
    look: () => Promise<Look>,
    asked: "Prometheus" | "Loki" = "Prometheus",
): Promise<Outcome> {
    const polled = await poll(
        run.shortPatience,
        async () => {
            const seen = await look();
            return { done: seen.problem === undefined, progress: seen.problem?.detail ?? seen.detail, value: seen };
        },
        tell,
    );
    if ("error" in polled) {
        return missing(polled.error.message, whyNoAnswer(run, asked, polled.error));
    }
    const { problem, detail } = polled.value;
    return problem === undefined
        ? found(detail)
        : missing(problem.detail, {
              cause: problem.cause,
              ...(problem.command !== undefined && { command: problem.command }),
          });
}
