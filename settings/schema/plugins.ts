import { z } from "zod";
import { text } from "./common";

/** Protocols that a plugin can be kept to (kong/db/schema/typedefs.lua). */
export const pluginProtocols = [
    "http",
    "https",
    "grpc",
    "grpcs",
    "tcp",
    "tls",
    "tls_passthrough",
    "udp",
    "ws",
    "wss",
] as const;

/**
 * Configuration of the plugins that observability stands on, with the fields of the pinned Kong version and no others:
 * Kong refuses an unknown field, and a refused plugin is a signal silently missing.
 * Sources: schema.lua of kong/plugins/opentelemetry, prometheus and file-log at tag 3.9.3.
 */
const httpUrl = z.url({ protocol: /^https?$/, error: "an http:// or https:// address" });

/** Milliseconds (kong/db/schema/typedefs.lua). */
const timeout = z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 2);

const queue = z.strictObject({
    // Kong takes more, and its queue ends for good at the first batch that is full: LuaJIT unpacks no 8,000 values
    // (executed on 3.9.3).
    max_batch_size: z.number().int().min(1).max(7999, "a whole number from 1 to 7999").optional(),
    max_coalescing_delay: z.number().min(0).max(3600).optional(),
    max_entries: z.number().int().min(1).max(1_000_000).optional(),
    max_bytes: z.number().int().min(1).optional(),
    max_retry_time: z.number().optional(),
    initial_retry_delay: z.number().min(0.001).max(1_000_000).optional(),
    max_retry_delay: z.number().min(0.001).max(1_000_000).optional(),
    concurrency_limit: z.union([z.literal(-1), z.literal(1)]).optional(),
});

export const opentelemetryConfig = z.strictObject({
    traces_endpoint: httpUrl.optional(),
    logs_endpoint: httpUrl.optional(),
    headers: z.record(z.string(), z.string()).optional(),
    resource_attributes: z.record(z.string(), z.string().min(1)).optional(),
    sampling_rate: z.number().min(0).max(1).optional(),
    http_response_header_for_traceid: z.string().optional(),
    connect_timeout: timeout.optional(),
    send_timeout: timeout.optional(),
    read_timeout: timeout.optional(),
    queue: queue.optional(),
    propagation: z
        .strictObject({
            default_format: z.enum(["b3", "b3-single", "gcp", "w3c", "jaeger", "ot", "aws", "datadog"]),
            extract: z.array(z.enum(["ot", "w3c", "datadog", "b3", "gcp", "jaeger", "aws"])).optional(),
            inject: z
                .array(z.enum(["preserve", "ot", "w3c", "datadog", "b3", "b3-single", "gcp", "jaeger", "aws"]))
                .optional(),
            clear: z.array(z.string()).optional(),
        })
        .optional(),
});

export const prometheusConfig = z.strictObject({
    per_consumer: z.boolean().optional(),
    status_code_metrics: z.boolean().optional(),
    latency_metrics: z.boolean().optional(),
    bandwidth_metrics: z.boolean().optional(),
    upstream_health_metrics: z.boolean().optional(),
    ai_metrics: z.boolean().optional(),
});

/** Fields over those of our own access log, or the whole of another one. */
export const fileLogConfig = z.strictObject({
    path: text(/^[^*&%`]+$/, "a path without * & % `").optional(),
    reopen: z.boolean().optional(),
    custom_fields_by_lua: z.record(z.string().min(1), z.string().min(1, "Lua")).optional(),
});
