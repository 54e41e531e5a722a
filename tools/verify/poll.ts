import { setTimeout as sleep } from "node:timers/promises";

/** Until when something is looked for, and how often. */
export interface Patience {
    /** Milliseconds since the epoch. */
    deadline: number;
    /** Milliseconds. */
    interval: number;
}

export type Attempt<T> = { done: boolean; progress: string; value: T };

/** What the last look saw: a value, or why there was none. `found` where a look was enough before the deadline. */
export type Polled<T> = { found: boolean; progress: string; value: T } | { found: false; error: Error };

/**
 * Looks until it has seen enough or the deadline is over, and always once. A look that throws is tried again: what is
 * being restarted or connected may still come.
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
