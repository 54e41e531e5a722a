import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { CollectorConfig } from "../../../../components/observability/collectorConfig";
import { freePort, startServer, type Stoppable, temporaryFolder } from "./processes";

export interface CollectorSurroundings {
    /** Tempo's `host:port`. */
    tempo: string;
    lokiUrl: string;
    /** A kubeconfig file for the processor k8s_attributes. */
    kubeconfig: string;
}

/**
 * A real OpenTelemetry collector with the planned pipeline. Replaced are addresses alone, and how k8s_attributes logs in: a pod's service
 * account is nowhere but in a pod, so it gets the kubeconfig of the stub.
 */
export function collectorHere(planned: CollectorConfig, { tempo, lokiUrl }: CollectorSurroundings, ports: { http: number; grpc: number; health: number; metrics: number }): CollectorConfig {
    const config = structuredClone(planned);
    config.receivers.otlp.protocols = { grpc: { endpoint: `127.0.0.1:${ports.grpc}` }, http: { endpoint: `127.0.0.1:${ports.http}` } };
    Object.assign(config.processors.k8s_attributes, { auth_type: "kubeConfig" });
    for (const [name, exporter] of Object.entries(config.exporters)) {
        exporter.endpoint = name.endsWith("/tempo") ? tempo : `${lokiUrl}/otlp`;
    }
    config.extensions.health_check.endpoint = `127.0.0.1:${ports.health}`;
    config.service.telemetry.metrics.readers = [{ pull: { exporter: { prometheus: { host: "127.0.0.1", port: ports.metrics } } } }];
    return config;
}

export async function startCollector(planned: CollectorConfig, surroundings: CollectorSurroundings): Promise<Stoppable & { otlpHttpUrl: string; otlpGrpc: string; metricsAddress: string }> {
    const ports = { http: await freePort(), grpc: await freePort(), health: await freePort(), metrics: await freePort() };
    const file = path.join(temporaryFolder("otelcol"), "config.yaml");
    writeFileSync(file, stringify(collectorHere(planned, surroundings, ports)));
    const server = await startServer("otelcol", ["--config", file], `http://127.0.0.1:${ports.health}/`, { KUBECONFIG: surroundings.kubeconfig });
    return { ...server, otlpHttpUrl: `http://127.0.0.1:${ports.http}`, otlpGrpc: `127.0.0.1:${ports.grpc}`, metricsAddress: `127.0.0.1:${ports.metrics}` };
}
