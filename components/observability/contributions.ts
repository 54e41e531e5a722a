import { elsewhere, type LogsDestination } from "../../model/destinations";
import { type ApplicationErrors, applicationError } from "./alerts/applicationErrors";
import { agentAlerts, uncountedAgentAlerts } from "./collector/agent/alerts";
import { agentName } from "./collector/agent/agent";
import { certificateAlert } from "./collector/certificateEnds";
import { arrives } from "./collector/arrives";
import { collectorAlerts } from "./collector/alerts";
import { collectorName } from "./collector/collector";
import { telemetryPanels } from "./collector/panels";
import { collectorSource } from "./collector/sources";
import { metricsInDeepFlow } from "./deepflow/checks";
import { clusterMetricsCheck, rulesCheck } from "./metrics/existingPrometheus";
import { logAlerts, lokiSource } from "./logs/alerts";
import { promtailSource } from "./logs/promtail/source";
import { nodeSource } from "./metrics/nodes";
import { usageRecordings } from "./metrics/recordings";
import type { Contribution } from "./shared/contribution";
import { storedTraceAlerts, tempoSource, traceAlerts } from "./traces/alerts";

export interface StackFacts {
    /** Namespace of the observability pods. */
    namespace: string;
    /** Whether an agent runs on every node. */
    agents: boolean;
    /** Whether Prometheus takes what agents count of lines. */
    lineCounts: boolean;
    /** Whether Tempo derives series from spans. */
    spanMetrics: boolean;
    /** Whether the collector is installed. */
    collector: boolean;
    /** Whether Prometheus is installed, with the node exporter. */
    ownPrometheus: boolean;
    /** Whether Tempo is installed. */
    tempo: boolean;
    /** Whether Loki is installed. */
    loki: boolean;
    /** Whether promtail instead of the agents reads the lines of all containers. */
    promtail: boolean;
    /** Whether Prometheus sends its samples to DeepFlow too. */
    metricsToDeepFlow: boolean;
    /** Whether it is known when certificates for telemetry between clusters end. */
    certificates: boolean;
    /** Where log records go. */
    logDestinations: readonly LogsDestination[];
    /**
     * The alert on errors in applications' logs.
     * @default errors are not counted
     */
    applicationErrors?: ApplicationErrors;
}

/** The contributions of the parts of every stack, in the order of display. */
export function contributions(facts: StackFacts): Contribution[] {
    const { namespace, agents, lineCounts, spanMetrics, collector, ownPrometheus } = facts;
    const { tempo, loki, promtail, certificates, logDestinations, applicationErrors: errors } = facts;
    const ofCollector = {
        alerts: [...collectorAlerts, ...(certificates ? [certificateAlert] : [])],
        panels: { telemetry: telemetryPanels(tempo) },
        sources: [collectorSource(namespace, collectorName)],
        checks: elsewhere(logDestinations).map(arrives),
    };
    const ofTempo = spanMetrics ? traceAlerts : storedTraceAlerts;
    const ofAgents = lineCounts ? agentAlerts : uncountedAgentAlerts;
    return [
        ...(collector ? [ofCollector] : []),
        // The node exporter of another Prometheus is in a namespace of its own.
        { recordings: usageRecordings, sources: ownPrometheus ? [nodeSource(namespace)] : [] },
        ...(ownPrometheus ? [] : [{ checks: [clusterMetricsCheck, rulesCheck] }]),
        ...(tempo ? [{ alerts: ofTempo, sources: [tempoSource(namespace)] }] : []),
        ...(loki ? [{ alerts: logAlerts, sources: [lokiSource(namespace)] }] : []),
        ...(agents ? [{ alerts: ofAgents, sources: [collectorSource(namespace, agentName)] }] : []),
        ...(promtail ? [{ sources: [promtailSource(namespace)] }] : []),
        ...(facts.metricsToDeepFlow ? [{ checks: [metricsInDeepFlow] }] : []),
        ...(errors?.enabled ? [{ alerts: [applicationError(errors)] }] : []),
    ];
}
