/**
 * A signal that `npm run verify` checks with one query to Prometheus. It is data in the stack output `probe.checks`, so
 * that a part that adds a signal adds its check too, without a file in verify.
 */
export interface SignalCheck {
    /** Its row in verify's table. */
    signal: string;
    /** PromQL. The signal is found if it has at least one series, all of them above 0. */
    query: string;
    /** What that proves, for people. */
    found: string;
    /** The most likely reason for its absence, as a sentence. */
    missing: string;
    /**
     * How long it may take after an `up` to appear, in seconds.
     * @default as long as verify waits for any state
     */
    waitSeconds?: number;
}
