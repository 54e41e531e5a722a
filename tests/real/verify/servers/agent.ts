import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { freePort, startServer, type Stoppable, temporaryFolder } from "./processes";

/** What the harness must know of an agent's configuration to run it here. */
export interface AgentConfig {
    receivers: Record<string, { include: string[]; exclude?: string[] }>;
    processors: { k8s_attributes?: object };
    exporters: Record<"otlp_http/collector" | "otlp_http/prometheus", { endpoint: string }> &
        Partial<Record<"otlp_http/containers", { endpoint: string }>>;
    extensions: { health_check: { endpoint: string }; file_storage: { directory: string } };
    service: { telemetry: { metrics: { readers: object[] } } };
}

export interface AgentSurroundings {
    collectorUrl: string;
    /** Gets what it counts. @default nobody does */
    prometheusUrl?: string;
    /** File of the API that knows the pods, for an agent that asks it. */
    kubeconfig?: string;
}

/** Hands a line of a data plane's standard output to whoever collects it. */
export type WriteLine = (dataPlane: number, line: string) => void | Promise<void>;

export interface RunningAgent extends Stoppable {
    write: WriteLine;
    /** The node's folder with all pods' output. */
    pods: string;
    /** The folder of a data plane's standard output on the node. */
    folderOf(dataPlane: number): string;
    metricsAddress: string;
}

/** Appends to a container's output in its folder on a node, which is made here, in containerd's frames. */
export function writerInto(folder: string): (stream: "stdout" | "stderr", line: string) => void {
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, "0.log");
    return (stream, line) => appendFileSync(file, `${new Date().toISOString()} ${stream} F ${line}\n`);
}

/**
 * The planned agent, a real collector that reads containers' standard output from a node's folder. Replaced are folders
 * and addresses.
 */
export async function startAgent(
    planned: AgentConfig,
    { collectorUrl, prometheusUrl = "http://127.0.0.1:9", kubeconfig = "" }: AgentSurroundings,
): Promise<RunningAgent> {
    const folder = temporaryFolder("agent");
    const pods = path.join(folder, "pods");
    const checkpoints = path.join(folder, "checkpoints");
    mkdirSync(checkpoints);
    const [health, metrics] = [await freePort(), await freePort()];
    const config = structuredClone(planned);
    for (const receiver of Object.values(config.receivers)) {
        const here = (pattern: string): string => pattern.replace("/var/log/pods", pods);
        receiver.include = receiver.include.map(here);
        receiver.exclude = receiver.exclude?.map(here) ?? [];
    }
    Object.assign(config.processors.k8s_attributes ?? {}, { auth_type: "kubeConfig" });
    config.exporters["otlp_http/collector"].endpoint = collectorUrl;
    Object.assign(config.exporters["otlp_http/containers"] ?? {}, { endpoint: collectorUrl });
    const counts = config.exporters["otlp_http/prometheus"];
    counts.endpoint = counts.endpoint.replace(/^http:\/\/[^/]+/, prometheusUrl);
    config.extensions.health_check.endpoint = `127.0.0.1:${health}`;
    config.extensions.file_storage.directory = checkpoints;
    config.service.telemetry.metrics.readers = [
        { pull: { exporter: { prometheus: { host: "127.0.0.1", port: metrics } } } },
    ];
    const file = path.join(folder, "config.yaml");
    writeFileSync(file, stringify(config));
    const environment = { KUBECONFIG: kubeconfig, KUBE_NODE_NAME: "node-1" };
    const server = await startServer("otelcol", ["--config", file], `http://127.0.0.1:${health}/`, environment);
    const folderOf = (dataPlane: number): string =>
        path.join(pods, `kong_kong-dp-${dataPlane}_00000000-0000-0000-0000-00000000000${dataPlane}`, "proxy");
    return {
        ...server,
        metricsAddress: `127.0.0.1:${metrics}`,
        pods,
        folderOf,
        write: (dataPlane, line) => writerInto(folderOf(dataPlane))("stdout", line),
    };
}
