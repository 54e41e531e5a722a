/**
 * Fields of the plugins that observability needs, in the open-source Kong that {@link pluginsVersion} names, and no
 * others: Kong refuses an unknown field, and a refused plugin is a signal silently missing. Settings, types and the
 * policy `plugin-settings` are made from this. Of plugins that are not here Kong alone knows the fields.
 */

/** Kong's version that the fields below were read from. */
export const pluginsVersion = "3.9.3";

/**
 * What a field of a plugin takes, in the terms of Kong's own schemas. Kong takes no empty text, neither for a string nor
 * in a list or a map (kong/db/schema/init.lua).
 */
export type Field =
    | { type: "string"; oneOf?: readonly string[]; match?: RegExp; allowed?: string }
    /** An address over HTTP; Kong takes any text with scheme and host, and `{vault://…}` where it says `referenceable`. */
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
    /** Fields that Kong still takes and will not forever, each with what to use instead. */
    deprecated?: Readonly<Record<string, string>>;
    /** Fields without which Kong refuses the plugin. Of a plugin that the program adds itself, settings may omit them. */
    required?: readonly string[];
}

/** Milliseconds (kong/db/schema/typedefs.lua). */
const timeout = { type: "integer", min: 0, max: 2 ** 31 - 2 } as const;

/** kong/tools/queue_schema.lua. Delays and times in seconds. */
const queue = {
    type: "record",
    fields: {
        /**
         * Kong takes more, and its queue ends for good at the first batch that is full: LuaJIT unpacks no 8,000 values
         * (executed on 3.9.3).
         */
        max_batch_size: { type: "integer", min: 1, max: 7999, allowed: "a whole number from 1 to 7999" },
        max_coalescing_delay: { type: "number", min: 0, max: 3600 },
        max_entries: { type: "integer", min: 1, max: 1_000_000 },
        /** Kong takes any, but with none a queue takes no text. */
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

/** By name, each with the file that it was read from. */
export const pluginSchemas = {
    /** kong/plugins/opentelemetry/schema.lua */
    opentelemetry: {
        fields: {
            /** OTLP over HTTP; the plugin does not support gRPC. */
            traces_endpoint: { type: "url" },
            /** OTLP over HTTP. In the open-source edition it carries Kong's own log lines, not access logs. */
            logs_endpoint: { type: "url" },
            headers: { type: "map" },
            resource_attributes: { type: "map" },
            /** Overrides the data plane's own rate. */
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
    /** kong/plugins/prometheus/schema.lua. All are off unless set. `wasm_metrics` came after 3.9. */
    prometheus: {
        fields: {
            /** One series for each consumer: never with many of them. */
            per_consumer: { type: "boolean" },
            status_code_metrics: { type: "boolean" },
            latency_metrics: { type: "boolean" },
            bandwidth_metrics: { type: "boolean" },
            upstream_health_metrics: { type: "boolean" },
            ai_metrics: { type: "boolean" },
        },
    },
    /** kong/plugins/file-log/schema.lua. With our own access log its fields become those of our line. */
    "file-log": {
        fields: {
            path: { type: "string", match: /^[^*&%`]+$/, allowed: "a path without * & % `" },
            /** Reopen the file for every request. */
            reopen: { type: "boolean" },
            /** Lua by field, dots leading into objects; what it returns is the field's value, and nil takes it out. */
            custom_fields_by_lua: { type: "map", allowed: "Lua" },
        },
        required: ["path"],
    },
    /**
     * kong/plugins/correlation-id/schema.lua. Before any log plugin it adds the id to the line, as `correlation_id`, and
     * to ours as well.
     */
    "correlation-id": {
        fields: {
            /** Kept where a client has sent it. Kong's default is `Kong-Request-ID`. */
            header_name: { type: "string" },
            generator: { type: "string", oneOf: ["uuid", "uuid#counter", "tracker"] },
            /** Whether clients get the header, too. */
            echo_downstream: { type: "boolean" },
        },
    },
} as const satisfies Record<string, PluginSchema>;

export type KnownPlugin = keyof typeof pluginSchemas;

/** The schema of a plugin; undefined where its fields are not known. */
export function pluginSchema(name: string): PluginSchema | undefined {
    return Object.hasOwn(pluginSchemas, name) ? pluginSchemas[name as KnownPlugin] : undefined;
}

/** What is in a known plugin's `config`. */
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
 * What is next to any plugin's `config`, by the Admin API's own names (kong/db/schema/entities/plugins.lua at tag
 * 3.9.3).
 */
export interface PluginOptions {
    /** @default Kong's own: true */
    enabled?: boolean;
    /** Protocols of the requests that it runs for. @default Kong's own: all that the plugin knows */
    protocols?: string[];
    tags?: string[];
}

/** The plugins that observability depends on are typed; only Kong knows the fields of others. */
export type Plugin = PluginOptions &
    (
        | { [Name in KnownPlugin]: { name: Name; config: PluginConfig<Name> } }[KnownPlugin]
        | { name: string; config: Record<string, unknown> }
    );
