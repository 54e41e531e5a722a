import type { Grafana, Loki, Prometheus, Tempo } from "../backends";
import type { Outputs } from "../outputs";
import type { Patience } from "../poll";

/** `skipped` could not be looked for, and is no pass. `off` is not in this stack, by its settings, and hinders none. */
export type Verdict = "found" | "missing" | "skipped" | "off";

/** Why something is missing, most likely, and how to look further. */
export interface Advice {
    cause: string;
    command?: string;
}

export interface Outcome {
    verdict: Verdict;
    detail: string;
    advice?: Advice;
}

export interface Result extends Outcome {
    signal: string;
    /** Since the requests were sent. */
    seconds: number;
}

export type Tell = (progress: string) => void;

/** Counters before the requests were sent. */
interface Before {
    /** Requests by route; undefined where Prometheus did not answer. */
    requests: Map<string, number> | undefined;
    collector: Record<string, number>;
}

/** Everything that a check may ask. */
export interface Run {
    stack: string;
    prometheus: Prometheus;
    loki: Loki;
    tempo: Tempo;
    /** Or why it cannot be asked. */
    grafana: Grafana | { reason: string };
    topology: Outputs["topology"];
    samplingRate: number;
    /** Whether Kong records what its caller has sampled, beyond the rate. */
    trustCallers: boolean;
    logIngestion: Outputs["probe"]["logIngestion"];
    accessLog: boolean;
    /** Signals that this run cannot look for, each with where they are instead, in words. */
    elsewhere: Outputs["probe"]["elsewhere"];
    /** What keeps a signal in the cluster, and has a datasource. */
    stores: ("Tempo" | "Loki")[];
    /** The stack's own checks, in addition to the rows of every stack. */
    checks: Outputs["probe"]["checks"];
    namespaces: { observability: string; gateway: string };
    /** Loki's workload, which is called as the chart that keeps the logs. */
    lokiName: string;
    /** For what takes its time to arrive. */
    patience: Patience;
    /** For a state that must hold already. */
    shortPatience: Patience;
    /** When the first request was sent, in milliseconds since the epoch. */
    sentAt: number;
    before: Before;
}

export const found = (detail: string): Outcome => ({ verdict: "found", detail });
export const missing = (detail: string, advice?: Advice): Outcome => ({
    verdict: "missing",
    detail,
    ...(advice && { advice }),
});
export const skipped = (detail: string): Outcome => ({ verdict: "skipped", detail });
export const off = (detail: string): Outcome => ({ verdict: "off", detail });
