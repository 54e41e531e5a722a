import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import type { CollectorConfig } from "../../../../components/observability/collector/config";
import { datasources } from "../../../../components/observability/grafana/datasources";
import type { LokiValues } from "../../../../components/observability/logs/lokiValues";
import { collectorType, find, ofType, planOf, valuesOf } from "../../../tools/plan/stacks";
import { type AgentConfig, startAgent, type WriteLine } from "./agent";
import { startCollector } from "./collector";
import { type GrafanaFaults, startGrafana } from "./grafana/stub";
import { healthyKong, type KongFaults, startKong } from "./kong/stub";
import { startKubernetes, type StubService } from "./kubernetes";
import { startRealLoki } from "./loki/real";
import { type Received, startLokiStub } from "./loki/stub";
import { findProgram, type Stoppable, temporaryFolder } from "./processes";
import { type PrometheusSpec, prometheusSpecOf, type ScrapeTarget, startPrometheus } from "./prometheus";
import { startTempo, type TempoFaults } from "./tempo/stub";

/**
 * A whole stack on this machine, as `pulumi up` of stack `local` would leave it: a real Prometheus and collector with
 * the planned settings, and a Loki where there is one.
 */
export interface Rig extends Stoppable {
    kong: KongFaults;
    tempo: TempoFaults;
    grafana: GrafanaFaults;
    services: StubService[];
    outputs: { kubeconfig: string; probe: Record<string, unknown> } & Record<string, unknown>;
    urls: Record<"proxy" | "prometheus" | "loki" | "tempo" | "grafana", string>;
    lokiValues: Pick<LokiValues, "loki">;
    prometheusSpec: PrometheusSpec;
    targets: ScrapeTarget[];
    /** What was sent to Loki, where a stub takes it. */
    sentToLoki: Received[];
}

const login = { user: "admin", password: "a-password" };

export async function startRig(): Promise<Rig> {
    const planned = await planOf("local");
    const lokiValues = valuesOf(planned, "logs-loki") as LokiValues;
    const prometheusSpec = prometheusSpecOf(planned);
    const { config } = find(planned, collectorType, "collector").inputs.spec as { config: CollectorConfig };

    const plannedAgent = ofType(planned, collectorType)
        .map(({ inputs }) => inputs.spec as { mode: string; config: AgentConfig })
        .find(({ mode }) => mode === "daemonset")?.config;

    const faults = {
        kong: healthyKong(),
        tempo: { refuses: false, forgets: false },
        grafana: { change: (all) => all } as GrafanaFaults,
    };
    const services: StubService[] = [];
    const datasourceFiles: Record<string, string> = {};
    const secrets = [
        {
            namespace: "observability",
            name: "grafana-admin",
            data: { "admin-user": login.user, "admin-password": login.password },
        },
    ];
    const started: Stoppable[] = [];
    const start = async <T extends Stoppable>(server: Promise<T>): Promise<T> => {
        started.push(await server);
        return server;
    };

    const kubernetes = await start(startKubernetes({ services, secrets, datasourceFiles }));
    const kubeconfigFile = path.join(temporaryFolder("kubeconfig"), "config.json");
    writeFileSync(kubeconfigFile, kubernetes.kubeconfig);
    const [loki, tempo] = await Promise.all([start(startLoki(lokiValues)), start(startTempo(faults.tempo))]);
    const collector = await start(
        startCollector(config, { tempo: tempo.otlpGrpc, lokiUrl: loki.url, kubeconfig: kubeconfigFile }),
    );
    const agent =
        plannedAgent &&
        (await start(startAgent(plannedAgent, { collectorUrl: collector.agentUrl, kubeconfig: kubeconfigFile })));
    const kong = await start(
        startKong(faults.kong, collector.otlpHttpUrl, agent?.write ?? asTheAgentWould(collector.otlpHttpUrl)),
    );
    const target = (job: string, address: string, namespace: string, pod: string): ScrapeTarget => ({
        job,
        address,
        labels: { namespace, pod, service: job },
    });
    const targets = [
        ...kong.dataPlanes.map((address, index) => target(`kong-dp-${index}`, address, "kong", `kong-dp-${index}`)),
        target("kong-cp", kong.controlPlane, "kong", "kong-cp-0"),
        target("opentelemetry-collector", collector.metricsAddress, "observability", "opentelemetry-collector-0"),
        target("tempo", tempo.metricsAddress, "observability", "tempo-0"),
    ];
    const prometheus = await start(startPrometheus(prometheusSpec, targets));
    const addresses = {
        urls: {
            prometheus: prometheus.url,
            alertmanager: "http://127.0.0.1:9",
            loki: loki.url,
            tempo: tempo.url,
        },
        scrapeInterval: "1s",
        spanMetrics: true,
        logIngestion: "otlp",
    } as const;
    const grafana = await start(startGrafana(addresses, `${login.user}:${login.password}`, faults.grafana));
    for (const datasource of datasources(addresses)) {
        datasourceFiles[`grafana-datasource-${datasource.uid}`] = stringify({
            apiVersion: 1,
            prune: true,
            datasources: [datasource],
        });
    }

    const portOf = (url: string): number => Number(new URL(url).port);
    const service = (namespace: string, name: string, port: number, ports: number[]): string => {
        services.push({
            namespace,
            name,
            port,
            pods: ports.map((number, index) => ({ name: `${name}-${index}`, port: number, ready: true })),
        });
        return `http://${name}.${namespace}.svc:${port}`;
    };
    const outputs = {
        kubeconfig: kubernetes.kubeconfig,
        grafana: {
            url: service("observability", "kube-prometheus-stack-grafana", 80, [grafana.port]),
            adminSecret: { namespace: "observability", name: "grafana-admin" },
        },
        datasources: {
            prometheus: service("observability", "kube-prometheus-stack-prometheus", 9090, [portOf(prometheus.url)]),
            loki: service("observability", "loki", 3100, [portOf(loki.url)]),
            tempo: service("observability", "tempo", 3200, [portOf(tempo.url)]),
        },
        topology: "hybrid",
        probe: {
            proxies: {
                "kong-dp": service(
                    "kong",
                    "kong-dp-kong-proxy",
                    80,
                    kong.proxies.map(({ port }) => port),
                ),
            },
            request: { path: "/mock" },
            samplingRate: 1,
            accessLog: true,
            logIngestion: "otlp",
        },
    };
    return {
        ...faults,
        services,
        outputs,
        urls: {
            proxy: kong.proxies[0]?.url ?? "",
            prometheus: prometheus.url,
            loki: loki.url,
            tempo: tempo.url,
            grafana: grafana.url,
        },
        lokiValues,
        prometheusSpec,
        targets,
        sentToLoki: loki.received,
        stop: async () => void (await Promise.all(started.reverse().map((server) => server.stop()))),
    };
}

/** A real one where the environment names it. */
export async function startLoki(
    values: Pick<LokiValues, "loki">,
): Promise<Stoppable & { url: string; received: Received[] }> {
    return findProgram("loki") === undefined
        ? startLokiStub(values)
        : { ...(await startRealLoki(values)), received: [] };
}

/** Where the plan has no agent: the record that one would make of a line, with the trace id beside it. */
function asTheAgentWould(otlpHttpUrl: string): WriteLine {
    return async (_dataPlane, line) => {
        const { trace_id: traceId } = JSON.parse(line) as { trace_id: string };
        const resource = { attributes: [{ key: "service.name", value: { stringValue: "kong" } }] };
        const logRecords = [{ timeUnixNano: `${Date.now()}000000`, traceId, body: { stringValue: line } }];
        await fetch(`${otlpHttpUrl}/v1/logs`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
        });
    };
}
