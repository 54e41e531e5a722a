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
