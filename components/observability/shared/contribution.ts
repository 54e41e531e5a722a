import type { SignalCheck } from "../../../model/signalCheck";
import type { Alert, Recording } from "../../shared/alertRules";
import { metricsMissing, type MetricSource } from "../../shared/metricSources";
import type { PanelBuilder } from "./panels";

/** Panels of rooms, by the dashboard that shows them: the gateway's, or that of the signals' way. */
export type ContributedPanels = Record<"gateway" | "telemetry", readonly PanelBuilder[]>;

/**
 * What a room adds to what all rooms share. `connectObservability` makes of it the PrometheusRule `signals`, the lower
 * parts of dashboards and the stack output `probe.checks`, so that a new room touches no other.
 */
export interface Contribution {
    /** Each has a page in docs/runbooks, which a test holds. */
    alerts?: readonly Alert[];
    /** Series for all who look, in the PrometheusRule `recordings`. */
    recordings?: readonly Recording[];
    /** What of its own is scraped, and read by alerts or panels: one alert tells when it is not. */
    sources?: readonly MetricSource[];
    /** In the order given, two in a row, at the end of the dashboard that is named. */
    panels?: Partial<ContributedPanels>;
    /** What `npm run verify` asks Prometheus beside the signals that every stack has. */
    checks?: readonly SignalCheck[];
}

/** All of them as one, in their order. */
export function gathered(contributions: readonly Contribution[]): {
    alerts: Alert[];
    recordings: Recording[];
    panels: ContributedPanels;
    checks: SignalCheck[];
} {
    const sources = contributions.flatMap(({ sources = [] }) => sources);
    const panelsOf = (dashboard: keyof ContributedPanels): PanelBuilder[] =>
        contributions.flatMap(({ panels }) => panels?.[dashboard] ?? []);
    return {
        alerts: [
            ...contributions.flatMap(({ alerts = [] }) => alerts),
            ...(sources.length > 0 ? [metricsMissing("TelemetryMetricsMissing", sources)] : []),
        ],
        recordings: contributions.flatMap(({ recordings = [] }) => recordings),
        panels: { gateway: panelsOf("gateway"), telemetry: panelsOf("telemetry") },
        checks: contributions.flatMap(({ checks = [] }) => checks),
    };
}
