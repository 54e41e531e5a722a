/**
 * The SDK records a stack trace with every promise, to report leaked ones. ts-node would map each trace back to
 * TypeScript, which takes longer than the rest of a plan. An error's own trace is still mapped if it is first read
 * later.
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
