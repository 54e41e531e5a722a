import type { Sampling } from "../nodeValues";
import { accessLogConfig, type AccessLogSettings } from "./accessLog";
import { exportQueue } from "./exportQueue";
import { trustingCallers } from "./trustCallers";
import type { OpentelemetryConfig, Plugin, PrometheusConfig } from "./model";

export interface GlobalPluginsArgs {
    /** Base address of the collector's OTLP/HTTP receiver. */
    otlpHttpUrl: string;
    /** Whether the collector has somewhere to send log records. */
    takesLogs: boolean;
    sampling: Pick<Sampling, "rate" | "spans"> & { /** Whether a caller who has sampled a trace decides for us. */ trustCallers: boolean };
    accessLog: AccessLogSettings;
    /** Added to `service.name` on every span and log record. */
    resourceAttributes: Record<string, string>;
    /** The configuration's own global plugins. Those that are always on take its fields over ours. */
    extra: Plugin[];
}

/** The plugins without which a signal is missing, and the configuration's own. */
export function globalPlugins(args: GlobalPluginsArgs): Plugin[] {
    const { otlpHttpUrl, takesLogs, sampling, accessLog, resourceAttributes, extra } = args;
    const opentelemetry: OpentelemetryConfig = {
        traces_endpoint: `${otlpHttpUrl}/v1/traces`,
        ...(takesLogs && { logs_endpoint: `${otlpHttpUrl}/v1/logs` }),
        resource_attributes: { "service.name": "kong", ...resourceAttributes },
        // The same rate as on the data planes: the plugin's would override theirs.
        sampling_rate: sampling.rate,
        ...exportQueue(sampling),
    };
    const prometheus: PrometheusConfig = {
        status_code_metrics: true,
        latency_metrics: true,
        bandwidth_metrics: true,
        upstream_health_metrics: true,
        per_consumer: false,
    };
    const always: Plugin[] = [
        { name: "opentelemetry", config: opentelemetry },
        { name: "prometheus", config: prometheus },
        ...(accessLog.enabled ? [{ name: "file-log" as const, config: accessLogConfig(accessLog) }] : []),
    ];
    const changes = new Map(extra.map((plugin) => [plugin.name, plugin]));
    const plugins = [
        ...always.map((plugin) => {
            const change = changes.get(plugin.name);
            return { ...plugin, ...change, config: { ...merged(plugin.config, change?.config) } };
        }),
        ...extra.filter(({ name }) => always.every((plugin) => plugin.name !== name)),
    ];
    return sampling.trustCallers ? trustingCallers(plugins) : plugins;
}

/** These fields are merged one by one: whoever adds one to the access log must not bring the headers back, nor Kong's own queue by one of its sizes. */
const fieldwise = ["custom_fields_by_lua", "queue"];

function merged(ours: Plugin["config"], theirs: Plugin["config"] = {}): object {
    const [mine, other] = [new Map(Object.entries(ours)), new Map(Object.entries(theirs))];
    const fields = fieldwise.filter((field) => mine.has(field) && other.has(field));
    return { ...ours, ...theirs, ...Object.fromEntries(fields.map((field) => [field, Object.assign({}, mine.get(field), other.get(field))])) };
}
