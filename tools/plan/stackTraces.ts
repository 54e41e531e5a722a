/**
 * The SDK notes a stack trace with every promise, in case it must report that one leaked. Under ts-node each trace
 * would be mapped back to TypeScript, which takes longer than all the rest of a plan. An error's own trace is still
 * mapped, if it is first read later.
 */
export async function withoutMappedTraces<T>(run: () => Promise<T>): Promise<T> {
    const { prepareStackTrace } = Error;
    Object.assign(Error, { prepareStackTrace: undefined });
    try {
        return await run();
    } finally {
        Error.prepareStackTrace = prepareStackTrace;
    }
}
