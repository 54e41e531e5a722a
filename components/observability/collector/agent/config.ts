import type * as pulumi from "@pulumi/pulumi";
import { counted, countStatements } from "./counts";
import { dropOperators, dropStatements, lineOperators, lineStatements } from "./gatewayLines";
import type { ContainerLogs } from "./containers/containerLogs";
import { type ContainerPipeline, containerPipeline } from "./containers/pipeline";
import { telemetry } from "../../shared/collectorMonitor";
import { collectorExporterOf } from "../../../shared/series";
import type { ReadGateway } from "../../../../model/layers";
import { type Exporter, exportersOnDisk, type Ways, waysOf } from "../agentExporters";

export interface AgentConfigArgs extends Ways {
    /** Base address of the OTLP receiver of each Prometheus, without `/v1/metrics`. Empty: nobody gets the counts. */
    prometheusOtlpUrls: pulumi.Input<string>[];
    /** Whose lines are read beside those of all other containers. */
    gateways: readonly ReadGateway[];
    /**
     * The namespace for which this stack's own gateway is meant: its receivers are named without it, as they always
     * were, since positions in files are kept by a receiver's name.
     */
    ownGateway: string;
    /** What the collector sets as `deployment.environment.name` where a record has none. */
    environment: string;
    /** The agents' own namespace. */
    namespace: string;
    /** Which lines of other containers are read. @default none */
    containers: ContainerLogs | undefined;
}

/** Folders on the node: containers' output, and the agent's read positions and queues. */
export const agentFolders = { logs: "/var/log/pods", checkpoints: "/var/lib/kong-observability/agent" } as const;

/** Its name is the same in every pod of the gateway, in either topology. */
const gatewayContainer = "proxy";

/**
 * Size of the queue for the collector on each node's disk: ten minutes of a thousand lines a second. The node keeps
 * about 20 MiB of a container's output, which a busy gateway writes in half a minute, and its other output displaces
 * access lines.
 */
const agentQueueBytes = 512 * 1024 * 1024;

/** An agent's configuration, with the component names of v0.160. */
export interface AgentConfig {
    receivers: Record<string, object> & Partial<ContainerPipeline["receivers"]>;
    processors: Record<string, object>;
    exporters: Record<string, Exporter>;
    connectors: { count: object } & Partial<ContainerPipeline["connectors"]>;
    extensions: { health_check: object; file_storage: object };
    service: {
        extensions: string[];
        telemetry: object;
        pipelines: Record<"logs" | "logs/drops" | "metrics", Pipeline> & Partial<ContainerPipeline["pipelines"]>;
    };
}
interface Pipeline {
    receivers: string[];
    processors: string[];
    exporters: string[];
}

/**
 * The gateways' output on one node → access lines and nginx's errors as log records → the collector, which adds the
 * attributes that all records get. The agent's counts go directly to Prometheus, because they matter most while the
 * collector is down.
 */
export function agentConfig(args: AgentConfigArgs): AgentConfig {
    const { gateways, containers } = args;
    const rest = containers?.enabled
        ? containerPipeline({
              ...args,
              containers,
              folder: agentFolders.logs,
              read: gateways.map(({ namespace }) => ({ namespace, container: gatewayContainer })),
          })
        : undefined;
    const { metrics, ...gatewayLines } = pipelines(args);
    return {
        receivers: {
            ...Object.fromEntries(gateways.flatMap((gateway) => gatewayReceivers(gateway, args))),
            ...rest?.receivers,
        },
        processors: { ...processors, ...rest?.processors },
        connectors: { count: counted, ...rest?.connectors },
        exporters: { ...exporters(args), ...rest?.exporters },
        extensions: {
            health_check: telemetry.healthCheck,
            file_storage: { directory: agentFolders.checkpoints, recreate: true },
        },
        service: {
            extensions: ["health_check", "file_storage"],
            telemetry: telemetry.own,
            pipelines: {
                ...gatewayLines,
                ...rest?.pipelines,
                metrics: { ...metrics, receivers: [...metrics.receivers, ...Object.keys(rest?.connectors ?? {})] },
            },
        },
    };
}

/** Names of a gateway's receivers: for its lines, and for what its queues dropped. */
function receiverNames({ namespace }: ReadGateway, own: string): { lines: string; drops: string } {
    return namespace === own
        ? { lines: "file_log", drops: "file_log/drops" }
        : { lines: `file_log/gateway_${namespace}`, drops: `file_log/drops_${namespace}` };
}

/**
 * Each gateway has receivers of its own, which know by the folder what the gateway sets on its spans: that needs no
 * answer of the Kubernetes API, and holds for nginx' errors too, in which Kong can write nothing.
 */
function gatewayReceivers(gateway: ReadGateway, { ownGateway, environment }: AgentConfigArgs): [string, object][] {
    const { namespace, accessLines, resourceAttributes } = gateway;
    const resource = {
        ...(gateway.environment !== environment && { "deployment.environment.name": gateway.environment }),
        ...resourceAttributes,
    };
    const file = (start: "beginning" | "end", operators: object[]): object => ({
        include: [`${agentFolders.logs}/${namespace}_*/${gatewayContainer}/*.log`],
        include_file_path: true,
        // A new pod may have written before the agent saw its file. What was read already is known from the
        // checkpoints.
        start_at: start,
        storage: "file_storage",
        retry_on_failure: { enabled: true, max_elapsed_time: "0s" },
        ...(Object.keys(resource).length > 0 && { resource }),
        operators,
    });
    const { lines, drops } = receiverNames(gateway, ownGateway);
    return [
        [lines, file("beginning", lineOperators(accessLines))],
        // A separate receiver, so that lines that wait for the collector do not delay the reports of its absence. On a
        // node that is new to the agent, drops from hours ago are skipped; files that appear later are read whole.
        [drops, file("end", dropOperators)],
    ];
}

const processors: AgentConfig["processors"] = {
    memory_limiter: { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 15 },
    transform: { error_mode: "ignore", log_statements: lineStatements },
    "transform/drops": { error_mode: "ignore", log_statements: dropStatements },
    "transform/counts": { error_mode: "ignore", metric_statements: countStatements },
    resource: {
        attributes: [
            { key: "service.name", value: "kong", action: "insert" },
            { key: "k8s.container.restart_count", action: "delete" },
        ],
    },
    // The collector accepts at most 8 MiB per message, and a line has at most 4 KiB.
    batch: { send_batch_size: 1024, send_batch_max_size: 1024, timeout: "1s" },
    // A series is only pushed while there are events. After as long a silence as `increaseOf` looks back it starts
    // again.
    delta_to_cumulative: { max_stale: "1h" },
    interval: { interval: "15s" },
    "batch/counts": { timeout: "1s" },
};

function exporters(args: AgentConfigArgs): AgentConfig["exporters"] {
    return {
        ...exportersOnDisk(args, collectorExporterOf, { size: agentQueueBytes }),
        ...countExporters(args),
    };
}

/** One for each Prometheus; without any `uncounted` takes away the pipeline too. */
function countExporters({ prometheusOtlpUrls }: AgentConfigArgs): AgentConfig["exporters"] {
    const delivery = {
        sending_queue: { enabled: true, sizer: "bytes", queue_size: 1024 * 1024, num_consumers: 1 },
        retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "15s", max_elapsed_time: "5m" },
    };
    return Object.fromEntries(
        prometheusOtlpUrls.map((url, index) => [prometheusExporter(index), { endpoint: url, ...delivery }]),
    );
}

const prometheusExporter = (index: number): string => `otlp_http/prometheus${index === 0 ? "" : `-${index}`}`;

const pipelines = (args: AgentConfigArgs): AgentConfig["service"]["pipelines"] => ({
    logs: {
        receivers: args.gateways.map((gateway) => receiverNames(gateway, args.ownGateway).lines),
        processors: ["memory_limiter", "transform", "resource", "batch"],
        exporters: [...waysOf(args).map(({ name }) => collectorExporterOf(name)), "count"],
    },
    "logs/drops": {
        receivers: args.gateways.map((gateway) => receiverNames(gateway, args.ownGateway).drops),
        processors: ["memory_limiter", "transform/drops", "resource"],
        exporters: ["count"],
    },
    metrics: {
        receivers: ["count"],
        processors: ["transform/counts", "delta_to_cumulative", "interval", "batch/counts"],
        exporters: Object.keys(countExporters(args)),
    },
});
