import { routesAlert } from "./alerts/routesAlert";
import { missingSignals, type SignalFacts } from "./alerts/signalAlerts";
import { agentAlerts } from "./collector/agent/alerts";
import { collectorAlerts } from "./collector/alerts";
import { telemetryPanels } from "./collector/panels";
import type { Contribution } from "./shared/contribution";
import { traceAlerts } from "./traces/alerts";

/** What the rooms of every stack contribute, in the order in which it is shown. */
export function contributions(facts: SignalFacts): Contribution[] {
    const { gatewayNamespace, agents, accessLines, tempo = true } = facts;
    const lines = { gatewayNamespace, accessLogs: agents && accessLines };
    return [
        { alerts: collectorAlerts, panels: telemetryPanels(tempo) },
        ...(tempo ? [{ alerts: traceAlerts }] : []),
        { alerts: missingSignals(facts) },
        ...(agents ? [{ alerts: agentAlerts(lines) }] : []),
        { alerts: [routesAlert(lines)] },
    ];
}
