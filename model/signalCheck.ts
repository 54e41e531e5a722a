/**
 * A signal that `npm run verify` looks for by one question to Prometheus. It is data, so that whoever brings a signal
 * brings its check too: it travels as the stack output `probe.checks`, and verify needs no file of its own for it.
 */
export interface SignalCheck {
    /** Its row in verify's table. */
    signal: string;
    /** PromQL. Found is what has at least one series, all of them above 0. */
    query: string;
    /** What that proves, for people. */
    found: string;
    /** Why it is missing, most likely, as a sentence. */
    missing: string;
    /** How long it may take after an `up` until it is there. @default as long as verify waits for any state */
    waitSeconds?: number;
}
