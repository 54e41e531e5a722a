import { telemetry } from "../../shared/collectorMonitor";
import { collectorExporterOf } from "../../../shared/series";
import { type Ways, waysOf } from "../agentExporters";

/** The `service.name` of events. */
const service = "kubernetes-events";

/**
 * The cluster's events → one log record for each report of an event → the collector. The message is the line. Reason,
 * object and count are attributes, so that there is one stream for each namespace, or pod.
 */
export function eventsConfig(to: Ways): object {
    const ways = waysOf(to).map(({ name, endpoint }) => [collectorExporterOf(name), { endpoint, ...waiting }] as const);
    const resource = (key: string): string => `resource.attributes["${key}"]`;
    return {
        // It reads only events after its start, so that a restart repeats none.
        receivers: { k8s_events: { auth_type: "serviceAccount" } },
        processors: {
            memory_limiter: { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 15 },
            transform: {
                error_mode: "ignore",
                log_statements: [
                    {
                        statements: [
                            `set(${resource("service.name")}, "${service}")`,
                            `set(${resource("k8s.namespace.name")}, log.attributes["k8s.namespace.name"])`,
                            'delete_key(log.attributes, "k8s.namespace.name")',
                            // The collector identifies a pod by these attributes; without them it would take the sender
                            // for it.
                            `set(${resource("k8s.pod.uid")}, "none")`,
                            `set(${resource("k8s.pod.uid")}, ${resource("k8s.object.uid")}) ` +
                                `where ${resource("k8s.object.kind")} == "Pod"`,
                            `delete_key(resource.attributes, "k8s.node.name") where ${resource("k8s.node.name")} == ""`,
                            'delete_matching_keys(resource.attributes, "^k8s\\\\.object\\\\.(fieldpath|.*_version)")',
                        ],
                    },
                ],
            },
            batch: { send_batch_size: 256, send_batch_max_size: 256, timeout: "1s" },
        },
        exporters: Object.fromEntries(ways),
        extensions: { health_check: telemetry.healthCheck },
        service: {
            extensions: ["health_check"],
            telemetry: telemetry.own,
            pipelines: {
                logs: {
                    receivers: ["k8s_events"],
                    processors: ["memory_limiter", "transform", "batch"],
                    exporters: ways.map(([name]) => name),
                },
            },
        },
    };
}

/** An event cannot be read again, and there are few. */
const waiting = {
    sending_queue: { enabled: true, sizer: "bytes", queue_size: 8 * 2 ** 20, num_consumers: 1 },
    retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "0s" },
};
