import type { SignalCheck } from "../../../model/signalCheck";
import type { Alert, Recording } from "../../shared/alertRules";
import { metricsMissing, type MetricSource } from "../../shared/metricSources";
import type { PanelBuilder } from "../../shared/dashboards/panels";

/** Panels of parts, by dashboard. */
export type ContributedPanels = Record<"telemetry", readonly PanelBuilder[]>;

/**
 * What a part adds to shared objects. `connectObservability` combines them into the PrometheusRule `signals`, the lower
 * sections of dashboards and the stack output `probe.checks`, so that a new part changes no other.
 */
export interface Contribution {
    /** Each has a page in docs/runbooks; a test checks that. */
    alerts?: readonly Alert[];
    /** Shared series, in the PrometheusRule `recordings`. */
    recordings?: readonly Recording[];
    /** Its scraped pods whose series alerts or panels read: one alert reports missing ones. */
    sources?: readonly MetricSource[];
    /** In the given order, two per row, at the end of the named dashboard. */
    panels?: Partial<ContributedPanels>;
    /** Further queries of `npm run verify` to Prometheus, beyond the signals of every stack. */
    checks?: readonly SignalCheck[];
}

/** All of them combined, in order. */
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
        panels: { telemetry: panelsOf("telemetry") },
        checks: contributions.flatMap(({ checks = [] }) => checks),
    };
}
