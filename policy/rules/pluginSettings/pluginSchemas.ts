/** What a field of a plugin takes, in the terms of Kong's own schemas. */
export type Field =
    | { type: "string"; oneOf?: readonly string[]; match?: RegExp; allowed?: string }
    /** A text with scheme and host; `{vault://…}` too where Kong says `referenceable`. */
    | { type: "url" }
    | { type: "number" | "integer"; min?: number; max?: number; oneOf?: readonly number[] }
    | { type: "boolean" }
    /** Texts by key. */
    | { type: "map"; noEmptyValues?: true }
    /** A list of texts. */
    | { type: "list"; oneOf?: readonly string[] }
    | { type: "record"; fields: Fields; required?: readonly string[] };

export type Fields = Readonly<Record<string, Field>>;

/** A plugin's `config`. */
export interface PluginSchema {
    fields: Fields;
    /** Fields that Kong still takes and will not for ever, each with what to use instead. */
    deprecated: Readonly<Record<string, string>>;
    /** Fields without which Kong refuses the plugin. */
    required?: readonly string[];
}

/** kong/db/schema/typedefs.lua: milliseconds. */
const timeout: Field = { type: "integer", min: 0, max: 2 ** 31 - 2 };

/**
 * kong/tools/queue_schema.lua. It takes batches up to a million, but LuaJIT unpacks no 8,000 values, and a queue that
 * tries is dead; and any number of bytes, but with none a queue takes nothing.
 */
const queue: Field = {
    type: "record",
    fields: {
        max_batch_size: { type: "integer", min: 1, max: 7999 },
        max_coalescing_delay: { type: "number", min: 0, max: 3600 },
        max_entries: { type: "integer", min: 1, max: 1_000_000 },
        max_bytes: { type: "integer", min: 1 },
        max_retry_time: { type: "number" },
        initial_retry_delay: { type: "number", min: 0.001, max: 1_000_000 },
        max_retry_delay: { type: "number", min: 0.001, max: 1_000_000 },
        concurrency_limit: { type: "integer", oneOf: [-1, 1] },
    },
};

const extractors = ["ot", "w3c", "datadog", "b3", "gcp", "jaeger", "aws"] as const;
const injectors = [...extractors, "b3-single"] as const;

/** kong/observability/tracing/propagation/schema.lua. */
const propagation: Field = {
    type: "record",
    fields: {
        extract: { type: "list", oneOf: extractors },
        clear: { type: "list" },
        inject: { type: "list", oneOf: ["preserve", ...injectors] },
        default_format: { type: "string", oneOf: injectors },
    },
    required: ["default_format"],
};

/** kong/plugins/opentelemetry/schema.lua. */
const opentelemetry: PluginSchema = {
    fields: {
        traces_endpoint: { type: "url" },
        logs_endpoint: { type: "url" },
        headers: { type: "map" },
        resource_attributes: { type: "map", noEmptyValues: true },
        queue,
        connect_timeout: timeout,
        send_timeout: timeout,
        read_timeout: timeout,
        http_response_header_for_traceid: { type: "string" },
        sampling_rate: { type: "number", min: 0, max: 1 },
        propagation,
    },
    deprecated: {
        endpoint: "traces_endpoint",
        batch_span_count: "queue.max_batch_size",
        batch_flush_delay: "queue.max_coalescing_delay",
        header_type: "propagation",
    },
};

/** kong/plugins/prometheus/schema.lua. `wasm_metrics` came after 3.9. */
const prometheus: PluginSchema = {
    fields: {
        per_consumer: { type: "boolean" },
        status_code_metrics: { type: "boolean" },
        ai_metrics: { type: "boolean" },
        latency_metrics: { type: "boolean" },
        bandwidth_metrics: { type: "boolean" },
        upstream_health_metrics: { type: "boolean" },
    },
    deprecated: {},
};

/** kong/plugins/file-log/schema.lua. */
const fileLog: PluginSchema = {
    fields: {
        path: { type: "string", match: /^[^*&%`]+$/, allowed: "a path without * & % `" },
        reopen: { type: "boolean" },
        custom_fields_by_lua: { type: "map", noEmptyValues: true },
    },
    deprecated: {},
    required: ["path"],
};

/** Kong's open-source version that the schemas below were read from. */
export const schemaVersion = "3.9.3";

/** The plugins that observability stands on, field by field; of others Kong alone knows the fields. */
export const pluginSchemas: Readonly<Record<string, PluginSchema>> = { opentelemetry, prometheus, "file-log": fileLog };
