/** Which requests are traced. */
export interface Sampling {
    /** Decided at the gateway, when nothing is known of the request yet. */
    strategy: "head";
    /** Share of requests, 0 to 1. */
    rate: number;
    spans: Spans;
    /** Whether traces that the caller has sampled are recorded in addition to the rate. */
    trustCallers: boolean;
}

/**
 * Which spans Kong creates for a request; docs/performance.md has the cost of each. Kong creates them whether or not
 * the request is sampled.
 */
export type Spans = "request" | "request-and-balancer" | "all";

/** Which requests are traced, for people. */
export function samplingInWords({ rate, spans, trustCallers }: Sampling): string {
    const trusted = trustCallers ? ", and all that their callers have sampled" : "";
    return `${rate * 100} % of requests are traced${trusted}, decided at the gateway (spans: ${spans})`;
}
