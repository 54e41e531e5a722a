import { toBytes } from "../../../../../model/quantity";
import { containersExporterOf } from "../../../../shared/series";
import { type Exporter, exportersOnDisk, type Ways, waysOf } from "../../agentExporters";
import { countedErrors } from "../counts";
import type { ContainerLogs } from "./containerLogs";
import { containerOperators, containerStatements } from "./lines";
import { containerFiles, leftOut, podAttributes, untilKnown } from "./selection";

export interface ContainerPipelineArgs extends Ways {
    containers: ContainerLogs;
    /** The node's folder of containers' output. */
    folder: string;
    /** The agents' own namespace. */
    namespace: string;
    /** Containers whose files another receiver reads. */
    read: readonly { namespace: string; container: string }[];
}

/** The parts of an agent's configuration that read all containers. */
export interface ContainerPipeline {
    receivers: { "file_log/containers": object };
    processors: Record<"k8s_attributes" | "transform/known" | "filter/containers" | "transform/containers", object>;
    exporters: Record<string, Exporter>;
    connectors: { "count/errors": object };
    pipelines: { "logs/containers": { receivers: string[]; processors: string[]; exporters: string[] } };
}

/** The collector accepts at most 8 MiB per message; one further line adds at most 256 KiB. */
const messageBytes = 4 * 2 ** 20;

/**
 * All containers' output on one node → metadata of their pods, levels and traces of the lines → the collector. The
 * queue is separate from that of the gateway's lines, which must not wait for the others.
 */
export function containerPipeline(args: ContainerPipelineArgs): ContainerPipeline {
    const { containers, folder, others = [], namespace, read } = args;
    return {
        receivers: {
            "file_log/containers": {
                ...containerFiles(folder, containers, { namespace, read }),
                include_file_path: true,
                // Pieces of a long line may end in a space, and continued lines often start with spaces.
                preserve_trailing_whitespaces: true,
                // On a node that is new to the agent, everything; otherwise checkpoints know what was read.
                start_at: "beginning",
                storage: "file_storage",
                // Also the delay before the first read, by when the pods of existing files are known.
                poll_interval: "1s",
                retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
                operators: containerOperators(containers),
            },
        },
        processors: {
            k8s_attributes: podAttributes(containers),
            "transform/known": { error_mode: "propagate", log_statements: untilKnown },
            "filter/containers": { error_mode: "silent", log_conditions: leftOut(containers) },
            // A line that only looks like JSON is not an error of the agent.
            "transform/containers": { error_mode: "silent", log_statements: containerStatements(containers) },
            // It answers the receiver itself. Otherwise, if one of several exporters is full, the receiver would send
            // the data to all of them again.
            ...(others.length > 0 && { "batch/ways": { timeout: "200ms" } }),
        },
        exporters: exportersOnDisk(args, containersExporterOf, {
            size: toBytes(containers.queueSize),
            // By size, because lines vary in length. Batches are formed after the queue, so the data stays on disk
            // until it is sent.
            batch: { flush_timeout: "1s", min_size: messageBytes / 4, max_size: messageBytes },
        }),
        connectors: { "count/errors": countedErrors },
        pipelines: {
            "logs/containers": {
                receivers: ["file_log/containers"],
                processors: [
                    ...["memory_limiter", "k8s_attributes", "transform/known"],
                    ...["filter/containers", "transform/containers"],
                    ...(others.length > 0 ? ["batch/ways"] : []),
                ],
                exporters: [...waysOf(args).map(({ name }) => containersExporterOf(name)), "count/errors"],
            },
        },
    };
}
