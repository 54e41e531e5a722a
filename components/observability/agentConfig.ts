import type * as pulumi from "@pulumi/pulumi";
import { agentMessageBytes, telemetry } from "./collectorConfig";

export interface AgentConfigArgs {
    /** The collector's base address for agents' OTLP/HTTP. */
    endpoint: pulumi.Input<string>;
    /** Namespace of the gateway's pods. */
    gatewayNamespace: string;
    /** Put on every record, as Kong puts them on its spans. */
    resourceAttributes: Record<string, string>;
}

/** Where the node keeps containers' output, and where the agent keeps how far it has read. */
export const agentFolders = { logs: "/var/log/pods", checkpoints: "/var/lib/kong-observability/agent" } as const;

/** An agent's configuration, with the component names of v0.160. */
export interface AgentConfig {
    receivers: { file_log: object };
    processors: Record<"memory_limiter" | "transform" | "resource" | "batch", object>;
    exporters: { "otlp_http/collector": { endpoint: pulumi.Input<string> } & Record<string, unknown> };
    extensions: { health_check: object; file_storage: object };
    service: { extensions: string[]; telemetry: object; pipelines: { logs: { receivers: ["file_log"]; processors: string[]; exporters: ["otlp_http/collector"] } } };
}

/**
 * The gateway's standard output on one node → access lines as log records with their trace's id → the collector, which adds what all records get.
 * Kong's own log lines stay out: they go to standard error, and Kong sends them itself.
 */
export function agentConfig({ endpoint, gatewayNamespace, resourceAttributes }: AgentConfigArgs): AgentConfig {
    return {
        receivers: {
            file_log: {
                include: [`${agentFolders.logs}/${gatewayNamespace}_*/proxy/*.log`],
                include_file_path: true,
                // A new pod may have written before the agent saw its file. What was read already is known from the checkpoints.
                start_at: "beginning",
                storage: "file_storage",
                // The file is the queue: a collector that is away makes the agent wait, until the node deletes the oldest lines.
                retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
                operators: [
                    // The runtime's own frame around each line; the path tells namespace, pod and container.
                    { type: "container" },
                    { type: "filter", expr: 'attributes["log.iostream"] != "stdout" or not (body startsWith "{")' },
                ],
            },
        },
        processors: {
            memory_limiter: { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 15 },
            transform: { error_mode: "ignore", log_statements: [{ statements }] },
            resource: {
                attributes: [
                    ...Object.entries({ "service.name": "kong", ...resourceAttributes }).map(([key, value]) => ({ key, value, action: "upsert" })),
                    { key: "k8s.container.restart_count", action: "delete" },
                ],
            },
            // The collector takes at most 8 MiB a message, and a line has at most 4 KiB.
            batch: { send_batch_size: 1024, send_batch_max_size: 1024, timeout: "1s" },
        },
        exporters: {
            "otlp_http/collector": {
                endpoint,
                // Full, it holds the reading back rather than drop what was read. Small: what waits here takes four times its size of memory.
                sending_queue: { enabled: true, sizer: "bytes", queue_size: agentMessageBytes, num_consumers: 2, block_on_overflow: true },
                retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "0s" },
            },
        },
        extensions: { health_check: telemetry.healthCheck, file_storage: { directory: agentFolders.checkpoints } },
        service: {
            extensions: ["health_check", "file_storage"],
            telemetry: telemetry.own,
            pipelines: { logs: { receivers: ["file_log"], processors: ["memory_limiter", "transform", "resource", "batch"], exporters: ["otlp_http/collector"] } },
        },
    };
}

/**
 * The line stays the body, as `| json` wants it. Of its fields, attributes repeat only what most searches are for; in Loki they are structured
 * metadata. The time is when the line was written, not when the request began: Loki refuses what is hours old, as a WebSocket's line would be.
 */
const statements = [
    'delete_matching_keys(log.attributes, "^log(\\\\.|tag)")',
    'merge_maps(log.cache, ParseJSON(log.body), "upsert") where IsMatch(log.body, "^\\\\{.*\\\\}$")',
    'set(log.attributes["event.name"], "kong.access") where log.cache["response"] != nil',
    'set(log.trace_id.string, log.cache["trace_id"]) where IsString(log.cache["trace_id"])',
    'set(log.attributes["http.request.method"], log.cache["request"]["method"]) where log.cache["request"] != nil',
    'set(log.attributes["http.response.status_code"], Int(log.cache["response"]["status"])) where log.cache["response"] != nil',
    'set(log.attributes["kong.route"], log.cache["route"]["name"]) where log.cache["route"] != nil',
    'set(log.attributes["kong.service"], log.cache["service"]["name"]) where log.cache["service"] != nil',
    ...severity("INFO", "< 400"),
    ...severity("WARN", ">= 400"),
    ...severity("ERROR", ">= 500"),
];

function severity(name: "INFO" | "WARN" | "ERROR", statuses: string): string[] {
    const where = `where log.attributes["http.response.status_code"] ${statuses}`;
    return [`set(log.severity_number, SEVERITY_NUMBER_${name}) ${where}`, `set(log.severity_text, "${name}") ${where}`];
}
