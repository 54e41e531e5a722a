import * as pulumi from "@pulumi/pulumi";
import type { KongEnv } from "./podValues";

/** The settings of a node that model/otlpReferences.ts refers to. Kong itself knows neither. */
export function otlpEnv(otlpHttpUrl: pulumi.Input<string>): KongEnv {
    return {
        otlp_traces_endpoint: pulumi.interpolate`${otlpHttpUrl}/v1/traces`,
        otlp_logs_endpoint: pulumi.interpolate`${otlpHttpUrl}/v1/logs`,
    };
}
