/** Which requests are traced. */
export interface Sampling {
    /** Decided at the gateway, before anything is known of the request. */
    strategy: "head";
    /** Share of requests, 0 to 1. */
    rate: number;
    spans: Spans;
    /** Whether a trace that its caller has sampled is recorded, beyond the rate. */
    trustCallers: boolean;
}

/** Which spans Kong makes of a request; docs/performance.md says what each costs. Sampled or not, it makes them all. */
export type Spans = "request" | "request-and-balancer" | "all";

/** Which requests are traced, for people. */
export function samplingInWords({ rate, spans, trustCallers }: Sampling): string {
    const trusted = trustCallers ? ", and all that their callers have sampled" : "";
    return `${rate * 100} % of requests are traced${trusted}, decided at the gateway (spans: ${spans})`;
}
