import { destinationInWords, type OtlpDestination } from "../../../model/destinations";
import type { SignalCheck } from "../../../model/signalCheck";
import { increaseOf } from "../../shared/promql";
import { agentExporterOf } from "../../shared/series";

/**
 * Whether log records arrive at a destination that `npm run verify` cannot look into: the collector counts as sent what
 * the destination has acknowledged, and agents always have something to send.
 */
export function arrives(destination: OtlpDestination): SignalCheck {
    const exporter = agentExporterOf(`otlp_${destination.protocol}`, destination.name);
    const place = destinationInWords(destination);
    return {
        signal: `log records at ${destination.name}`,
        query: `sum(${increaseOf(`otelcol_exporter_sent_log_records{exporter="${exporter}"}`, "10m")})`,
        found: `${place} has acknowledged log records within ten minutes`,
        missing: `${place} has acknowledged no log record for ten minutes: it is away, or refuses this stack, which the collector's logs say.`,
    };
}
