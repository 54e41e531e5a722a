import { setTimeout as sleep } from "node:timers/promises";

/** How long and how often to look for something. */
export interface Patience {
    /** Milliseconds since the epoch. */
    deadline: number;
    /** Milliseconds. */
    interval: number;
}

export type Attempt<T> = { done: boolean; progress: string; value: T };

/**
 * The result of the last look: a value, or why there was none. `found` if a look was sufficient before the deadline.
 */
export type Polled<T> = { found: boolean; progress: string; value: T } | { found: false; error: Error };

/**
 * Looks until the result is sufficient or the deadline has passed, and at least once. A look that throws is repeated,
 * because a backend may be restarting or connecting.
 */
export async function poll<T>(
    { deadline, interval }: Patience,
    look: () => Promise<Attempt<T>>,
    tell: (progress: string) => void,
): Promise<Polled<T>> {
    for (;;) {
        let last: Polled<T>;
        try {
            const { done, progress, value } = await look();
            last = { found: done, progress, value };
            tell(progress);
        } catch (error) {
            last = { found: false, error: error instanceof Error ? error : new Error(String(error)) };
            tell(last.error.message);
        }
        if (last.found || Date.now() + interval > deadline) {
            return last;
        }
        await sleep(interval);
    }
}
