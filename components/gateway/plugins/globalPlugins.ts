import type { GatewaySignals } from "../contract";
import { accessLine, type Fields, linePlugin, writingLines } from "./accessLog/plugin";
import { exportQueue } from "./exportQueue";
import { trustingCallers } from "./trustCallers";
import { otlpReferences } from "../../../model/otlpReferences";
import type { Plugin, PluginConfig } from "../../../model/plugins";

/** The configuration's own global plugins are known at this point, and the collector's address. */
export interface GlobalPluginsArgs extends Omit<GatewaySignals, "otlpHttpUrl"> {
    otlpHttpUrl: string;
    /** {@link GatewayContent.plugins} */
    extra: Plugin[];
}

/** The plugins that the signals need, and the configuration's own. */
export function globalPlugins(args: GlobalPluginsArgs): Plugin[] {
    const { otlpHttpUrl, otlpHeaders, takesLogs, sentByNode, sampling, resourceAttributes, extra } = args;
    const opentelemetry: PluginConfig<"opentelemetry"> = {
        traces_endpoint: sentByNode ? otlpReferences.traces : `${otlpHttpUrl}/v1/traces`,
        ...(takesLogs && { logs_endpoint: sentByNode ? otlpReferences.logs : `${otlpHttpUrl}/v1/logs` }),
        ...(otlpHeaders && { headers: otlpHeaders }),
        resource_attributes: { "service.name": "kong", ...resourceAttributes },
        // The same rate as on the data planes, because the plugin's rate overrides theirs.
        sampling_rate: sampling.rate,
        ...exportQueue(sampling),
    };
    const prometheus: PluginConfig<"prometheus"> = {
        status_code_metrics: true,
        latency_metrics: true,
        bandwidth_metrics: true,
        upstream_health_metrics: true,
        per_consumer: false,
    };
    const always: Plugin[] = [
        { name: "opentelemetry", config: opentelemetry },
        { name: "prometheus", config: prometheus },
    ];
    const changes = new Map(extra.map((plugin) => [plugin.name, plugin]));
    const ours = always.map((plugin) => {
        const change = changes.get(plugin.name);
        return { ...plugin, ...change, config: { ...merged(plugin.config, change?.config) } };
    });
    const others = extra.filter(({ name }) => always.every((plugin) => plugin.name !== name));
    const line = accessLineOf(args);
    const plugins = [...ours, ...(line === undefined ? others : withAccessLine(others, line))];
    return sampling.trustCallers ? trustingCallers(plugins) : plugins;
}

/**
 * Sizes of Kong's queue are merged one by one, so that a configuration that sets one keeps the other defaults of ours.
 */
function merged(ours: Plugin["config"], theirs: Plugin["config"] = {}): object {
    const queue = "queue" in ours && "queue" in theirs && { queue: Object.assign({}, ours.queue, theirs.queue) };
    return { ...ours, ...theirs, ...queue };
}

/** The Lua that builds access lines. Undefined if there are none. */
export function accessLineOf({ accessLog, extra }: Pick<GlobalPluginsArgs, "accessLog" | "extra">): string | undefined {
    const config = extra.find(({ name }) => name === "file-log")?.config ?? {};
    const fields = "custom_fields_by_lua" in config ? (config.custom_fields_by_lua as Fields) : {};
    return accessLog.enabled ? accessLine(accessLog, fields) : undefined;
}

/**
 * Replaces `file-log` with our plugin, which takes over the fields, tags and protocols that the configuration set on
 * it.
 */
function withAccessLine(extra: Plugin[], line: string): Plugin[] {
    const own = extra.find(({ name }) => name === linePlugin);
    const fileLog = extra.find(({ name }) => name === "file-log");
    const others = extra.filter((plugin) => plugin !== own && plugin !== fileLog);
    return [writingLines(own ?? (fileLog && { ...fileLog, config: {} }), line), ...others];
}
