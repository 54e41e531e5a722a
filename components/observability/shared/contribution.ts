import type { SignalCheck } from "../../../model/signalCheck";
import type { Alert } from "../../shared/alertRules";
import { metricsMissing, type MetricSource } from "../../shared/metricSources";
import type { PanelBuilder } from "./panels";

/**
 * What a room adds to what all rooms share. `connectObservability` makes of it the PrometheusRule `signals`, the lower
 * part of the gateway's dashboard and the stack output `probe.checks`, so that a new room touches no other.
 */
export interface Contribution {
    /** Each has a page in docs/runbooks, which a test holds. */
    alerts?: readonly Alert[];
    /** What of its own is scraped, and read by alerts or panels: one alert tells when it is not. */
    sources?: readonly MetricSource[];
    /** In the order given, two in a row. */
    panels?: readonly PanelBuilder[];
    /** What `npm run verify` asks Prometheus beside the signals that every stack has. */
    checks?: readonly SignalCheck[];
}

/** All of them as one, in their order. */
export function gathered(contributions: readonly Contribution[]): {
    alerts: Alert[];
    panels: PanelBuilder[];
    checks: SignalCheck[];
} {
    const sources = contributions.flatMap(({ sources = [] }) => sources);
    return {
        alerts: [
            ...contributions.flatMap(({ alerts = [] }) => alerts),
            ...(sources.length > 0 ? [metricsMissing("TelemetryMetricsMissing", sources)] : []),
        ],
        panels: contributions.flatMap(({ panels = [] }) => panels),
        checks: contributions.flatMap(({ checks = [] }) => checks),
    };
}
