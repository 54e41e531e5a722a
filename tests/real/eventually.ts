import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { poll } from "../../tools/verify/poll";

/** Looks until something holds, and gives back what was seen last. */
export async function eventually<T>(look: () => Promise<T>, enough: (seen: T) => boolean): Promise<T> {
    const seen = await poll(
        { deadline: Date.now() + 40_000, interval: 500 },
        async () => {
            const value = await look();
            return { done: enough(value), progress: "", value };
        },
        () => undefined,
    );
    if ("error" in seen) {
        throw seen.error;
    }
    return seen.value;
}

/** Waits until something holds. @throws AssertionError where it does not within so many seconds */
export async function until(what: string, seconds: number, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + seconds * 1000; !(await holds()); await sleep(100)) {
        assert.ok(Date.now() < end, `waited in vain for ${what}`);
    }
}
