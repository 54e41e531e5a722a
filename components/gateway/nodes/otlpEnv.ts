import * as pulumi from "@pulumi/pulumi";
import type { KongEnv } from "./podValues";

/**
 * What the plugin has in place of addresses where each node sends its telemetry somewhere else: Kong resolves them on
 * the node, from its environment (kong/vaults/env/init.lua at tag 3.9.3).
 */
export const otlpReferences = {
    traces: "{vault://env/kong-otlp-traces-endpoint}",
    logs: "{vault://env/kong-otlp-logs-endpoint}",
} as const;

/** The settings of a node that they refer to. Kong itself knows neither. */
export function otlpEnv(otlpHttpUrl: pulumi.Input<string>): KongEnv {
    return {
        otlp_traces_endpoint: pulumi.interpolate`${otlpHttpUrl}/v1/traces`,
        otlp_logs_endpoint: pulumi.interpolate`${otlpHttpUrl}/v1/logs`,
    };
}
