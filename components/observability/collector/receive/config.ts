import { agentMessageBytes, type LogsWay } from "../exporters";

/** Ports of the container for senders in other clusters, apart from those without TLS and those of agents. */
export const senderPorts = { grpc: 4417, http: 4418 } as const;

/** Where the pod finds its certificate, key, and the authorities of its senders. */
export const receiverFolder = "/etc/kong-observability/receiver";
export const receiverFiles = { certificate: "tls.crt", key: "tls.key", senders: "senders.crt" } as const;

interface SenderListener {
    endpoint: string;
    max_request_body_size?: number;
    max_recv_msg_size_mib?: number;
    tls: { cert_file: string; key_file: string; client_ca_file: string; reload_interval: string };
}

interface SenderPipeline {
    receivers: string[];
    processors: string[];
    exporters: string[];
}

/** The receiver for senders in other clusters, and their pipelines. */
export interface SenderParts {
    receivers: { "otlp/senders": { protocols: Record<"grpc" | "http", SenderListener> } };
    pipelines: Record<`${"traces" | "logs"}/${string}`, SenderPipeline>;
}

/** Senders wait like agents do, and are refused with them. */
export const waitingLimiter = "memory_limiter/agent";

/**
 * What senders in other clusters send, who prove by their certificate who they are (mTLS). They are collectors with
 * queues of their own, so log records are answered for when the first destination has answered, as those of agents.
 * Further destinations get them from a pipeline of their own: they drop and count, and hold nobody up.
 *
 * What the data say of themselves stays: without `resource` their cluster and environment are the sender's, and without
 * `k8s_attributes` no pod of this cluster is taken for theirs because it has the address of the connection.
 */
export function senderParts(
    { traces, logs }: { traces: string[]; logs: LogsWay[] },
    own: Record<"traces" | "logs", string[]>,
): SenderParts {
    const [first, ...others] = logs;
    const cleaned = [waitingLimiter, "transform/logs", ...own.logs];
    const receivers = ["otlp/senders"];
    return {
        receivers: { "otlp/senders": { protocols: listeners() } },
        pipelines: {
            "traces/senders": {
                receivers,
                processors: [waitingLimiter, "transform/spans", ...own.traces, "batch"],
                exporters: traces,
            },
            ...(first && { "logs/senders": { receivers, processors: cleaned, exporters: [first.agentExporter] } }),
            ...(others.length > 0 && {
                "logs/senders_others": {
                    receivers,
                    processors: [...cleaned, "batch"],
                    exporters: others.map(({ exporter }) => exporter),
                },
            }),
        },
    };
}

function listeners(): Record<"grpc" | "http", SenderListener> {
    const tls = {
        cert_file: `${receiverFolder}/${receiverFiles.certificate}`,
        key_file: `${receiverFolder}/${receiverFiles.key}`,
        client_ca_file: `${receiverFolder}/${receiverFiles.senders}`,
        // For what renews the Secret from outside, such as cert-manager.
        reload_interval: "10m",
    };
    return {
        grpc: {
            endpoint: `0.0.0.0:${senderPorts.grpc}`,
            max_recv_msg_size_mib: agentMessageBytes / 2 ** 20,
            tls,
        },
        http: { endpoint: `0.0.0.0:${senderPorts.http}`, max_request_body_size: agentMessageBytes, tls },
    };
}
