import * as pulumi from "@pulumi/pulumi";
import { type Service, tracedElsewhere } from "../../../model/gateway";
import type { GatewayLayer, GatewayTelemetry, ObservabilityLayer, Topology } from "../../../model/layers";
import type { Plugin } from "../../../model/plugins";
import { type Alert, alertRules, type RulesOfLayer } from "../../shared/alertRules";
import type { PanelBuilder } from "../../shared/dashboards/panels";
import { provideDashboards } from "../../shared/dashboards/provide";
import { disagreements } from "./agreement";
import { routesAlerts } from "./alerts/routes";
import { missingSignals, type SignalFacts } from "./alerts/signals";
import { gatewayDashboards } from "./dashboards/ours";

/** A gateway as those see it who watch it. */
export interface WatchedGateway {
    namespace: string;
    topology: Topology;
    services: Service[];
    /** Its global plugins. */
    plugins: readonly Plugin[];
    signals: Pick<GatewayTelemetry, "sampling" | "accessLog" | "environment">;
    rules: RulesOfLayer;
    /** Panels of parts that ask the gateway themselves, shown last. */
    panels: readonly PanelBuilder[];
}

/**
 * What is about a gateway in the observability that it sends its signals to, which knows of no gateway and may belong to
 * another stack: its dashboards, and the alerts that compare what Kong counted with what arrived.
 *
 * @returns where its signals are that have no store here
 */
export function watchGateway(
    { signals, ...gateway }: WatchedGateway,
    observability: ObservabilityLayer<pulumi.Output<string>>,
    opts: pulumi.CustomResourceOptions,
): GatewayLayer["elsewhere"] {
    const { namespace, topology, services, plugins, panels, rules } = gateway;
    for (const warning of disagreements({ namespace, signals }, observability)) {
        void pulumi.log.warn(warning);
    }
    const { datasources, logIngestion, agents, lineCounts, spanCounts, spanMetrics } = observability;
    const { untracedRoutes, spansPast } = tracedElsewhere(services, plugins, observability.namespace);
    const stores = { loki: datasources.loki !== undefined, tempo: datasources.tempo !== undefined };
    const objectives = services.some(({ slo }) => slo !== undefined);
    const { uids } = rules;
    const facts = { ...stores, spanMetrics, namespace, topology, logIngestion, objectives, panels, uids };
    const dashboards = gatewayDashboards(facts);
    provideDashboards(dashboards, observability.dashboards, opts);
    const alerts = watchAlerts({
        namespace,
        samplingRate: signals.sampling.rate,
        untracedRoutes,
        accessLogs: agents !== undefined && lineCounts && signals.accessLog.enabled,
        spansArrive: spansPast === undefined && spanCounts,
        // What Tempo counts by spans is that of all clusters that send here.
        tempo: stores.tempo && spanMetrics && observability.otlp.central === undefined,
        isShared: uids !== undefined || (agents?.gateways.length ?? 1) > 1,
    });
    alertRules("kong-signals", { ...rules, namespace, group: "kong-signals", rules: alerts }, opts);
    return elsewhereOf(observability, spansPast);
}

/** Every alert of this room. */
export const watchAlerts = (facts: SignalFacts): Alert[] => [...missingSignals(facts), ...routesAlerts(facts)];

/** @param spansPast where a plugin in the stack file sends all spans instead of to the collector */
function elsewhereOf(
    { datasources, destinations, agents, logIngestion }: ObservabilityLayer<pulumi.Output<string>>,
    spansPast: string | undefined,
): GatewayLayer["elsewhere"] {
    const spans = spansPast ?? (datasources.tempo === undefined ? destinations.traces.join(", ") : undefined);
    // Without an agent of ours nobody here knows who reads them.
    const unread = agents === undefined && logIngestion === "otlp";
    const lines = datasources.loki === undefined || unread ? destinations.logs.join(", ") : undefined;
    return { ...(spans !== undefined && { traces: spans }), ...(lines !== undefined && { logs: lines }) };
}
