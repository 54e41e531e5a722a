import { toBytes } from "../../../../../model/quantity";
import { containersExporterOf } from "../../../shared/series";
import { type Exporter, exportersOnDisk, type Ways, waysOf } from "../../agentExporters";
import { countedErrors } from "../counts";
import type { ContainerLogs } from "./containerLogs";
import { containerOperators, containerStatements } from "./lines";
import { containerFiles, leftOut, podAttributes, untilKnown } from "./selection";

export interface ContainerPipelineArgs extends Ways {
    containers: ContainerLogs;
    /** Where the node keeps containers' output. */
    folder: string;
    /** Namespace of the agents themselves. */
    namespace: string;
    /** Container of which another receiver reads the files. */
    read: { namespace: string; container: string };
}

/** The parts of an agent's configuration that read all containers. */
export interface ContainerPipeline {
    receivers: { "file_log/containers": object };
    processors: Record<"k8s_attributes" | "transform/known" | "filter/containers" | "transform/containers", object>;
    exporters: Record<string, Exporter>;
    connectors: { "count/errors": object };
    pipelines: { "logs/containers": { receivers: string[]; processors: string[]; exporters: string[] } };
}

/** The collector takes at most 8 MiB a message; one line more than this is at most 256 KiB. */
const messageBytes = 4 * 2 ** 20;

/**
 * All containers' output on one node → what is known of their pods, the lines' levels and traces → the collector. Its
 * queue is another than that of the gateway's lines, which do not wait behind everybody's.
 */
export function containerPipeline(args: ContainerPipelineArgs): ContainerPipeline {
    const { containers, folder, others = [], namespace, read } = args;
    return {
        receivers: {
            "file_log/containers": {
                ...containerFiles(folder, containers, { namespace, read }),
                include_file_path: true,
                // A long line's pieces may end in a space, and an entry's lines begin with some.
                preserve_trailing_whitespaces: true,
                // Where a node is new to the agent, what it has; else what was read already is known.
                start_at: "beginning",
                storage: "file_storage",
                // It first looks after as long, when pods are known that have written before.
                poll_interval: "1s",
                retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
                operators: containerOperators(containers),
            },
        },
        processors: {
            k8s_attributes: podAttributes(containers),
            "transform/known": { error_mode: "propagate", log_statements: untilKnown },
            "filter/containers": { error_mode: "silent", log_conditions: leftOut(containers) },
            // A line that only looks like JSON is no error of the agent's.
            "transform/containers": { error_mode: "silent", log_statements: containerStatements(containers) },
            // It answers the reader, which would else read again, for all of them, what one of several has no room for.
            ...(others.length > 0 && { "batch/ways": { timeout: "200ms" } }),
        },
        exporters: exportersOnDisk(args, containersExporterOf, {
            size: toBytes(containers.queueSize),
            // By size, since lines are of any. What is put together here is on the disk until it is sent.
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
