import { writeFileSync } from "node:fs";
import path from "node:path";
import type { CollectorConfig } from "../../../../../components/observability/collector/config";
import type { LokiValues } from "../../../../../components/observability/logs/lokiValues";
import type { Plan } from "../../../../../tools/plan/evaluate";
import { Loki, Prometheus } from "../../../../../tools/verify/backends";
import { collectorType, find, ofType, proxiesOf, valuesOf } from "../../../../tools/plan/stacks";
import { type AgentConfig, startAgent } from "../agent";
import { startCollector } from "../collector";
import { serve } from "../http";
import { type KnownPod, startKubernetes } from "../kubernetes";
import { findProgram, freePort, type Stoppable, temporaryFolder } from "../processes";
import { prometheusSpecOf, startPrometheus } from "../prometheus";
import { startLoki } from "../rig";
import { startRealTempo, type TempoValues } from "../tempo/real";
import { startTempo } from "../tempo/stub";
import { globalPluginsOf, routesOf, servicesOf } from "./planned";
import { type RealKong, startRealKong } from "./real";

/** Everything that a request leaves a trace in, with a real Kong at its beginning. */
export interface Chain extends Stoppable {
    kong: RealKong;
    loki: Loki;
    prometheus: Prometheus;
    tempoUrl: string;
    /** `host:port` of the collector's OTLP receiver, by gRPC. */
    otlpGrpc: string;
    /** The folder of a node with all pods' output. */
    pods: string;
    /** The header `traceparent` as the upstream got it, by trace id. */
    upstreamSaw: Map<string, string>;
}

/** What a test has beside the routes `/echo` and `/down`. */
export interface Beside {
    /** Names of routes of the plan's, which lead to the same upstream as `/echo`, with their own plugins. */
    own?: string[];
    /** Services of the plan's, by name, and the port at which what answers for them listens here. */
    running?: Record<string, number>;
    /** Pods that the API knows. */
    pods?: KnownPod[];
}

/** Names that the cluster's DNS has, and of which this machine's hosts file knows here. */
export const upstreams = { echo: "echo.sample.svc", down: "down.sample.svc" } as const;

const collectorUrl = "http://opentelemetry-collector.observability.svc:4318";

/**
 * Kong → collector and agent → Tempo, Loki and Prometheus, each with what the plan gives it. Tempo and Loki are real
 * ones where the environment names them. The routes are the test's: `/echo/status/N` is answered with N, `/down` leads
 * to a port on which nobody listens.
 */
export async function startChain(planned: Plan, beside: Beside = {}): Promise<Chain> {
    const started: Stoppable[] = [];
    const stop = async (): Promise<void> => void (await Promise.all(started.reverse().map((server) => server.stop())));
    return startParts(planned, beside, started).then(
        (parts) => ({ ...parts, stop }),
        async (error: unknown) => {
            await stop();
            throw error;
        },
    );
}

async function startParts(
    planned: Plan,
    { own = [], running = {}, pods = [] }: Beside,
    started: Stoppable[],
): Promise<Omit<Chain, "stop">> {
    const start = async <T extends Stoppable>(server: Promise<T>): Promise<T> => {
        started.push(await server);
        return server;
    };
    const values = (release: string): unknown => valuesOf(planned, release);
    const collectors = ofType(planned, collectorType).map(
        ({ inputs }) => inputs.spec as { mode: string; config: unknown },
    );
    const agentConfig = collectors.find(({ mode }) => mode === "daemonset")?.config as AgentConfig;
    const { config } = find(planned, collectorType, "collector").inputs.spec as { config: CollectorConfig };

    const ports = { prometheus: await freePort(), nobody: await freePort() };
    const upstreamSaw = new Map<string, string>();
    const upstream = await start(
        serve(({ headers }, { pathname }) => {
            const traceparent = String(headers.traceparent);
            upstreamSaw.set(traceparent.split("-")[1] ?? "", traceparent);
            return { status: Number(/\/status\/(\d+)/.exec(pathname)?.[1] ?? 200), body: "from the upstream" };
        }),
    );
    const kubernetes = await start(startKubernetes({ services: [], secrets: [], datasourceFiles: {}, pods }));
    const kubeconfig = path.join(temporaryFolder("kubeconfig"), "config.json");
    writeFileSync(kubeconfig, kubernetes.kubeconfig);
    const loki = await start(startLoki(values("logs-loki") as LokiValues));
    const tempo = await start(
        startTempoFor(values("traces-tempo") as TempoValues, `http://127.0.0.1:${ports.prometheus}`),
    );
    const collector = await start(startCollector(config, { tempo: tempo.otlpGrpc, lokiUrl: loki.url, kubeconfig }));
    const prometheusUrl = `http://127.0.0.1:${ports.prometheus}`;
    const agent = await start(startAgent(agentConfig, { collectorUrl: collector.agentUrl, prometheusUrl, kubeconfig }));
    /** With the address of the collector that runs here. */
    const here = <T extends object>(entities: T[]): T[] =>
        JSON.parse(JSON.stringify(entities).replaceAll(collectorUrl, collector.otlpHttpUrl)) as T[];
    const others = Object.entries(running).flatMap(([name, port]) =>
        servicesOf(planned)
            .filter((service) => service.name === name)
            .map((service) => ({ ...service, url: service.url.replace(/:\d+$/, `:${port}`) })),
    );
    const routes = routesOf(planned).filter(({ name }) => own.includes(name));
    const gateway = {
        env: proxiesOf(planned)[0]?.values.env ?? {},
        config: {
            _format_version: "3.0",
            services: [
                {
                    name: "echo",
                    url: `http://${upstreams.echo}:${upstream.port}`,
                    routes: [{ name: "echo", paths: ["/echo"] }, ...here(routes)],
                },
                {
                    name: "down",
                    url: `http://${upstreams.down}:${ports.nobody}`,
                    retries: 0,
                    routes: [{ name: "down", paths: ["/down"] }],
                },
                ...here(others),
            ],
            plugins: here(globalPluginsOf(planned)),
        },
    };
    const hosts = [...Object.values(upstreams), ...others.map(({ url }) => new URL(url).hostname)];
    const kong = await start(startRealKong(gateway, agent.folderOf(0), hosts));
    const target = (
        job: string,
        address: string,
        namespace: string,
        container: string,
    ): Parameters<typeof startPrometheus>[1][number] => ({
        ...{ job, address },
        labels: { namespace, container, service: job, pod: `${job}-0` },
    });
    const targets = [
        target("kong-dp", kong.metricsAddress, "kong", "proxy"),
        target("opentelemetry-collector", collector.metricsAddress, "observability", "otc-container"),
        target("tempo", tempo.metricsAddress, "observability", "tempo"),
    ];
    const prometheus = await start(startPrometheus(prometheusSpecOf(planned), targets, ports.prometheus));
    return {
        kong,
        upstreamSaw,
        loki: new Loki(() => Promise.resolve(loki.url)),
        prometheus: new Prometheus(() => Promise.resolve(prometheus.url)),
        tempoUrl: tempo.url,
        otlpGrpc: `127.0.0.1:${collector.ports.grpc}`,
        pods: agent.pods,
    };
}

function startTempoFor(values: TempoValues, prometheusUrl: string): ReturnType<typeof startTempo> {
    return findProgram("tempo") === undefined
        ? startTempo({ refuses: false, forgets: false })
        : startRealTempo(values, { prometheusUrl });
}
