import type { NamedService } from "../../../model/services";
import type { DeepFlow, Grafana, Loki, Prometheus, Tempo } from "../backends";
import type { Outputs } from "../outputs";
import type { Patience } from "../poll";

/**
 * `skipped` could not be checked, and does not count as passed. `off` is not part of this stack, by its settings, and
 * does not block other checks.
 */
export type Verdict = "found" | "missing" | "skipped" | "off";

/** The most likely reason why something is missing, and how to investigate. */
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
    /** Seconds since the requests were sent. */
    seconds: number;
}

export type Tell = (progress: string) => void;

/** Counters before the requests were sent. */
interface Before {
    /** Requests by route; undefined if Prometheus did not answer. */
    requests: Map<string, number> | undefined;
    collector: Record<string, number>;
}

/** Everything that a check may query. */
export interface Run {
    stack: string;
    prometheus: Prometheus;
    loki: Loki;
    tempo: Tempo;
    /** Undefined if no trace goes there. */
    deepflow?: DeepFlow | undefined;
    /** Or why it cannot be queried. */
    grafana: Grafana | { reason: string };
    topology: Outputs["topology"];
    samplingRate: number;
    /** Whether Kong records traces that the caller has sampled, in addition to the rate. */
    trustCallers: boolean;
    logIngestion: Outputs["probe"]["logIngestion"];
    accessLog: boolean;
    /** Signals that this run cannot check, each with the place where they are instead, for people. */
    elsewhere: Outputs["probe"]["elsewhere"];
    /** The stores in the cluster that have a datasource. */
    stores: ("Tempo" | "Loki")[];
    /** The stack's own checks, in addition to the rows of every stack. */
    checks: Outputs["probe"]["checks"];
    namespaces: { observability: string; gateway: string };
    /** The Services of what verify queries; undefined where it is not in the cluster. */
    services: Record<"Prometheus" | "Tempo" | "Loki" | "DeepFlow" | "Grafana", NamedService | undefined>;
    /** For what takes time to arrive. */
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
