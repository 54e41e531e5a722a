import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { CollectorConfig } from "../../../../components/observability/collector/config";
import { freePort, startServer, type Stoppable, temporaryFolder } from "./processes";

export interface CollectorSurroundings {
    /** Tempo's `host:port`. */
    tempo: string;
    lokiUrl: string;
    /** A kubeconfig file for the processor k8s_attributes. */
    kubeconfig: string;
}

/**
 * A real OpenTelemetry collector with the planned pipeline. Replaced are addresses alone, and how k8s_attributes logs
 * in: a pod's service account is nowhere but in a pod, so it gets the kubeconfig of the stub.
 */
export function collectorHere(
    planned: CollectorConfig,
    { tempo, lokiUrl }: CollectorSurroundings,
    ports: Ports,
): CollectorConfig {
    const config = structuredClone(planned);
    const agents = config.receivers["otlp/agent"];
    if (agents !== undefined) {
        agents.protocols.http.endpoint = `127.0.0.1:${ports.agent}`;
    }
    config.receivers.otlp.protocols = {
        grpc: { endpoint: `127.0.0.1:${ports.grpc}` },
        http: { endpoint: `127.0.0.1:${ports.http}` },
    };
    Object.assign(config.processors.k8s_attributes ?? {}, { auth_type: "kubeConfig" });
    for (const [name, exporter] of Object.entries(config.exporters)) {
        exporter.endpoint = name.endsWith("/tempo") ? tempo : `${lokiUrl}/otlp`;
    }
    config.extensions.health_check.endpoint = `127.0.0.1:${ports.health}`;
    config.service.telemetry.metrics.readers = [
        { pull: { exporter: { prometheus: { host: "127.0.0.1", port: ports.metrics } } } },
    ];
    return config;
}

/** The same pipelines where there is no cluster in which to look up pods. */
export function withoutPods({ service, ...config }: CollectorConfig): CollectorConfig {
    const pipelines = Object.entries(service.pipelines).map(([name, { processors, ...pipeline }]) => [
        name,
        { ...pipeline, processors: processors.filter((id) => id !== "k8s_attributes") },
    ]);
    return { ...config, service: { ...service, pipelines: Object.fromEntries(pipelines) } };
}

export type Ports = Record<"http" | "grpc" | "agent" | "health" | "metrics", number>;

export async function freePorts(): Promise<Ports> {
    return {
        http: await freePort(),
        grpc: await freePort(),
        agent: await freePort(),
        health: await freePort(),
        metrics: await freePort(),
    };
}

/** A collector that runs, with where it listens. */
export interface RunningCollector extends Stoppable {
    otlpHttpUrl: string;
    /** Where agents send to. */
    agentUrl: string;
    metricsAddress: string;
    ports: Ports;
}

/** @param before ports of a collector in whose place it comes */
export async function startCollector(
    planned: CollectorConfig,
    surroundings: CollectorSurroundings,
    before?: Ports,
): Promise<RunningCollector> {
    const ports = before ?? (await freePorts());
    const file = path.join(temporaryFolder("otelcol"), "config.yaml");
    writeFileSync(file, stringify(collectorHere(planned, surroundings, ports)));
    const server = await startServer("otelcol", ["--config", file], `http://127.0.0.1:${ports.health}/`, {
        KUBECONFIG: surroundings.kubeconfig,
    });
    const url = (port: number): string => `http://127.0.0.1:${port}`;
    return {
        ...server,
        ports,
        otlpHttpUrl: url(ports.http),
        agentUrl: url(ports.agent),
        metricsAddress: `127.0.0.1:${ports.metrics}`,
    };
}
