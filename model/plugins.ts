/**
 * Fields of the plugins that observability needs, for the open-source Kong of {@link pluginsVersion}: Kong refuses
 * unknown fields, and a refused plugin is a silently missing signal. Settings, types and the policy `plugin-settings`
 * are derived from this. For plugins that are not listed only Kong knows the fields.
 */

/** Kong's version that the fields below were read from. */
export const pluginsVersion = "3.9.3";

/**
 * What a plugin's field accepts, in the terms of Kong's own schemas. Kong refuses empty texts, also in lists and maps
 * (kong/db/schema/init.lua).
 */
export type Field =
    | { type: "string"; oneOf?: readonly string[]; match?: RegExp; allowed?: string }
    /** An HTTP address. Kong accepts any text with scheme and host, and `{vault://…}` for `referenceable` fields. */
    | { type: "url" }
    | { type: "number" | "integer"; min?: number; max?: number; oneOf?: readonly number[]; allowed?: string }
    | { type: "boolean" }
    /** Texts by key. */
    | { type: "map"; allowed?: string }
    /** A list of texts. */
    | { type: "list"; oneOf?: readonly string[] }
    | { type: "record"; fields: Fields; required?: readonly string[] };

export type Fields = Readonly<Record<string, Field>>;

/** A plugin's `config`. */
export interface PluginSchema {
    fields: Fields;
    /** Fields that Kong still accepts but will remove, each with its replacement. */
    deprecated?: Readonly<Record<string, string>>;
    /**
     * Fields without which Kong refuses the plugin. Settings may omit them for a plugin that the program adds itself.
     */
    required?: readonly string[];
}

/** Milliseconds (kong/db/schema/typedefs.lua). */
const timeout = { type: "integer", min: 0, max: 2 ** 31 - 2 } as const;

/** kong/tools/queue_schema.lua. Delays and times in seconds. */
const queue = {
    type: "record",
    fields: {
        /**
         * Kong accepts more, but its queue stops for good at the first full batch: LuaJIT cannot unpack 8,000 values
         * (executed on 3.9.3).
         */
        max_batch_size: { type: "integer", min: 1, max: 7999, allowed: "a whole number from 1 to 7999" },
        max_coalescing_delay: { type: "number", min: 0, max: 3600 },
        max_entries: { type: "integer", min: 1, max: 1_000_000 },
        /** Kong accepts any number, but a queue of 0 bytes accepts no text. */
        max_bytes: { type: "integer", min: 1 },
        max_retry_time: { type: "number" },
        initial_retry_delay: { type: "number", min: 0.001, max: 1_000_000 },
        max_retry_delay: { type: "number", min: 0.001, max: 1_000_000 },
        concurrency_limit: { type: "integer", oneOf: [-1, 1] },
    },
} as const;

/** kong/observability/tracing/propagation/schema.lua. */
const propagation = {
    type: "record",
    fields: {
        default_format: { type: "string", oneOf: ["b3", "b3-single", "gcp", "w3c", "jaeger", "ot", "aws", "datadog"] },
        extract: { type: "list", oneOf: ["ot", "w3c", "datadog", "b3", "gcp", "jaeger", "aws"] },
        inject: {
            type: "list",
            oneOf: ["preserve", "ot", "w3c", "datadog", "b3", "b3-single", "gcp", "jaeger", "aws"],
        },
        clear: { type: "list" },
    },
    required: ["default_format"],
} as const;

/** By plugin, each with the file that it was read from. */
export const pluginSchemas = {
    /** kong/plugins/opentelemetry/schema.lua */
    opentelemetry: {
        fields: {
            /** OTLP over HTTP; the plugin does not support gRPC. */
            traces_endpoint: { type: "url" },
            /** OTLP over HTTP. In the open-source edition it sends Kong's own log lines, not access logs. */
            logs_endpoint: { type: "url" },
            headers: { type: "map" },
            resource_attributes: { type: "map" },
            /** Overrides the data plane's rate. */
            sampling_rate: { type: "number", min: 0, max: 1 },
            http_response_header_for_traceid: { type: "string" },
            connect_timeout: timeout,
            send_timeout: timeout,
            read_timeout: timeout,
            queue,
            propagation,
        },
        deprecated: {
            endpoint: "traces_endpoint",
            batch_span_count: "queue.max_batch_size",
            batch_flush_delay: "queue.max_coalescing_delay",
            header_type: "propagation",
        },
    },
    /** kong/plugins/prometheus/schema.lua. All are off by default. `wasm_metrics` was added after 3.9. */
    prometheus: {
        fields: {
            /** One series per consumer: not for many consumers. */
            per_consumer: { type: "boolean" },
            status_code_metrics: { type: "boolean" },
            latency_metrics: { type: "boolean" },
            bandwidth_metrics: { type: "boolean" },
            upstream_health_metrics: { type: "boolean" },
            ai_metrics: { type: "boolean" },
        },
    },
    /** kong/plugins/file-log/schema.lua. With the access log enabled, its fields are added to the access line. */
    "file-log": {
        fields: {
            path: { type: "string", match: /^[^*&%`]+$/, allowed: "a path without * & % `" },
            /** Reopens the file for every request. */
            reopen: { type: "boolean" },
            /**
             * Lua by field, with dots for nested objects. The returned value becomes the field's value; nil removes the
             * field.
             */
            custom_fields_by_lua: { type: "map", allowed: "Lua" },
        },
        required: ["path"],
    },
    /**
     * kong/plugins/correlation-id/schema.lua. Running before the log plugins, it adds the id as `correlation_id` to
     * their lines, ours included.
     */
    "correlation-id": {
        fields: {
            /** A header that a client sends is kept. Kong's default is `Kong-Request-ID`. */
            header_name: { type: "string" },
            generator: { type: "string", oneOf: ["uuid", "uuid#counter", "tracker"] },
            /** Whether clients receive the header too. */
            echo_downstream: { type: "boolean" },
        },
    },
} as const satisfies Record<string, PluginSchema>;

export type KnownPlugin = keyof typeof pluginSchemas;

/** The schema of a plugin; undefined if its fields are not known. */
export function pluginSchema(name: string): PluginSchema | undefined {
    return Object.hasOwn(pluginSchemas, name) ? pluginSchemas[name as KnownPlugin] : undefined;
}

/** A known plugin's `config`. */
export type PluginConfig<Name extends KnownPlugin> = Partial<ValuesOf<(typeof pluginSchemas)[Name]["fields"]>>;

type ValuesOf<Of extends Fields> = { -readonly [Key in keyof Of]: ValueOf<Of[Key]> };

type ValueOf<Of extends Field> = Of extends { type: "record"; fields: infer Inner extends Fields }
    ? RecordOf<Inner, Of extends { required: readonly (infer Key)[] } ? Key : never>
    : Of extends { type: "list"; oneOf: readonly (infer Item)[] }
      ? Item[]
      : Of extends { oneOf: readonly (infer Value)[] }
        ? Value
        : Of["type"] extends keyof ByType
          ? ByType[Of["type"]]
          : never;

type RecordOf<Of extends Fields, Required> = ValuesOf<Pick<Of, keyof Of & Required>> & Partial<ValuesOf<Of>>;

interface ByType {
    string: string;
    url: string;
    number: number;
    integer: number;
    boolean: boolean;
    list: string[];
    map: Record<string, string>;
}

/** Protocols that a plugin can be restricted to (kong/db/schema/typedefs.lua). */
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
 * Fields next to any plugin's `config`, as the Admin API names them (kong/db/schema/entities/plugins.lua at tag 3.9.3).
 */
export interface PluginOptions {
    /** @default Kong's own: true */
    enabled?: boolean;
    /**
     * Protocols of the requests that it runs for.
     * @default Kong's own: all that the plugin supports
     */
    protocols?: string[];
    tags?: string[];
}

/** The plugins that observability depends on are typed; for others only Kong knows the fields. */
export type Plugin = PluginOptions &
    (
        | { [Name in KnownPlugin]: { name: Name; config: PluginConfig<Name> } }[KnownPlugin]
        | { name: string; config: Record<string, unknown> }
    );
