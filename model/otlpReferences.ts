/**
 * What Kong's plugin has in place of addresses where each node sends its telemetry somewhere else: Kong resolves them on
 * the node, from its environment (kong/vaults/env/init.lua at tag 3.9.3).
 */
export const otlpReferences = {
    traces: "{vault://env/kong-otlp-traces-endpoint}",
    logs: "{vault://env/kong-otlp-logs-endpoint}",
} as const;
