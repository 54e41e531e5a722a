import type { GatewayTelemetry, ObservabilityLayer } from "../../../model/layers";

interface Gateway {
    namespace: string;
    signals: Pick<GatewayTelemetry, "accessLog" | "environment">;
}

/**
 * Where a gateway and observability, each told by its own settings, say different things; as warnings. In one stack
 * they never do.
 */
export function disagreements(
    { namespace, signals: { accessLog, environment } }: Gateway,
    { agents, queryStrings }: Pick<ObservabilityLayer<unknown>, "agents" | "queryStrings">,
): string[] {
    const there = "in the stack that has observability, and up that";
    const read = agents?.gateways.find((gateway) => gateway.namespace === namespace);
    const entry = `{ namespace: ${namespace}, environment: ${environment} }`;
    return [
        ...(agents !== undefined && read === undefined
            ? [
                  `No agent reads the lines of namespace ${namespace} as a gateway's: they have no trace, and are not ` +
                      `counted. Add ${entry} to logs.gateways ${there}.`,
              ]
            : []),
        ...(read !== undefined && read.environment !== environment
            ? [
                  `Lines of namespace ${namespace} get deployment.environment.name ${read.environment}, and its spans ` +
                      `${environment}: have ${entry} in logs.gateways ${there}.`,
              ]
            : []),
        ...(accessLog.queryString !== queryStrings
            ? [
                  `Spans and messages ${queryStrings ? "keep" : "lose"} their query strings, which access lines ` +
                      `${queryStrings ? "lose" : "keep"}: set gateway.accessLog.queryString to the same here and ${there}.`,
              ]
            : []),
    ];
}
