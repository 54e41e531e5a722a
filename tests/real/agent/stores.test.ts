import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { CollectorConfig } from "../../../components/observability/collector/config";
import type { LokiValues } from "../../../components/observability/logs/lokiValues";
import { collectorType, find, planWith, valuesOf } from "../../tools/plan/stacks";
import { eventually } from "../eventually";
import { itWith } from "../left";
import { type AgentConfig, type RunningAgent, startAgent, writerInto } from "../verify/servers/agent";
import { startCollector } from "../verify/servers/collector";
import { startKubernetes } from "../verify/servers/kubernetes";
import { startRealLoki } from "../verify/servers/loki/real";
import { otherServers, type Stoppable, temporaryFolder } from "../verify/servers/processes";
import { prometheusSpecOf, startPrometheus } from "../verify/servers/prometheus";

const trace = "0af7651916cd43dd8448eb211c80319c";
const pod = "demo-service-7d4b9c8f5d-x2x4z";
const fields = ["level", "dt", "id", "url", "method"];

interface Stream {
    stream: Record<string, string>;
    values: [string, string][];
}

describe("lines of all containers through real agent and collector, as planned", function () {
    const itHere = itWith(otherServers.loki, "PROMETHEUS");
    const started: Stoppable[] = [];
    const start = async <T extends Stoppable>(server: Promise<T>): Promise<T> => {
        started.unshift(await server);
        return server;
    };
    let loki = "";
    let prometheus = "";
    let agent: RunningAgent;

    before(async () => {
        if (process.env[otherServers.loki] === undefined || process.env.PROMETHEUS === undefined) {
            return;
        }
        const containers = { json: [{ labels: { app: "demo-.*" }, attributes: fields }] };
        const planned = await planWith("local", { logs: { containers } });
        const configOf = (name: string): unknown =>
            (find(planned, collectorType, name).inputs.spec as { config: unknown }).config;
        const pods = [{ namespace: "default", name: pod, labels: { app: "demo-service" }, deployment: "demo-service" }];
        const api = await start(startKubernetes({ services: [], secrets: [], datasourceFiles: {}, pods }));
        const kubeconfig = path.join(temporaryFolder("kubeconfig"), "config.json");
        writeFileSync(kubeconfig, api.kubeconfig);
        loki = (await start(startRealLoki(valuesOf(planned, "logs-loki") as LokiValues))).url;
        prometheus = (await start(startPrometheus(prometheusSpecOf(planned), []))).url;
        const surroundings = { tempo: "127.0.0.1:9", lokiUrl: loki, kubeconfig };
        const collector = await start(startCollector(configOf("collector") as CollectorConfig, surroundings));
        const around = { collectorUrl: collector.agentUrl, prometheusUrl: prometheus, kubeconfig };
        agent = await start(startAgent(configOf("collector-agent") as AgentConfig, around));
        const write = writerInto(path.join(agent.pods, `default_${pod}_11111111-2222-3333-4444-555555555555`, "main"));
        write("stdout", line("INFO"));
        write("stdout", line("ERROR"));
        write("stderr", "java.lang.IllegalStateException: boom");
        write("stderr", "\tat com.example.A.b(A.java:1)");
    });
    after(async () => {
        for (const server of started) {
            await server.stop();
        }
    });

    const line = (level: string): string =>
        JSON.stringify({
            level,
            dt: "now",
            id: "1",
            url: "http://h/?token=secret",
            method: "handler",
            trace_id: trace,
        });

    async function ask(query: string): Promise<Stream[]> {
        const parameters = new URLSearchParams({ query, limit: "100" });
        const answer = await fetch(`${loki}/loki/api/v1/query_range?${parameters.toString()}`);
        assert.equal(answer.status, 200, await answer.clone().text());
        return ((await answer.json()) as { data: { result: Stream[] } }).data.result;
    }
    const linesOf = (streams: Stream[]): string[] => streams.flatMap(({ values }) => values.map(([, text]) => text));
    const cut = (level: string): string => line(level).replace("?token=secret", "");

    for (const [query, levels] of [
        ['{k8s_namespace_name="default"} | level="INFO"', ["INFO"]],
        ['{service_name="demo-service"} | detected_level="error"', ["ERROR"]],
        ['{k8s_namespace_name="default"} | k8s_pod_label_app=~"demo-.*" | method="handler"', ["ERROR", "INFO"]],
        [`{service_name=~".+"} | trace_id="${trace}"`, ["ERROR", "INFO"]],
    ] as const) {
        itHere(`are found in Loki by ${query}`, async () => {
            const streams = await eventually(
                () => ask(query),
                (found) => linesOf(found).length >= levels.length,
            );
            assert.deepEqual(linesOf(streams).sort(), levels.map(cut).sort());
        });
    }

    itHere("are one stream for each container, by few labels, and a trace is one line", async () => {
        const streams = await eventually(
            () => ask('{k8s_container_name="main"} |= "boom"'),
            (found) => linesOf(found).length > 0,
        );
        assert.deepEqual(linesOf(streams), ["java.lang.IllegalStateException: boom\n\tat com.example.A.b(A.java:1)"]);
        const series = await fetch(`${loki}/loki/api/v1/series?match[]={k8s_namespace_name="default"}`);
        assert.deepEqual(((await series.json()) as { data: object[] }).data, [
            {
                service_name: "demo-service",
                deployment_environment_name: "local",
                k8s_cluster_name: "kong-observability-local",
                k8s_container_name: "main",
                k8s_deployment_name: "demo-service",
                k8s_namespace_name: "default",
                k8s_pod_name: pod,
            },
        ]);
    });

    itHere("are counted in Prometheus, where they are errors", async () => {
        const [found] = await eventually(
            async () => {
                const answer = await fetch(`${prometheus}/api/v1/query?query=log_error_total`);
                const { data } = (await answer.json()) as {
                    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
                };
                return data.result;
            },
            (result) => result.length > 0,
        );
        assert.deepEqual(found?.metric, {
            __name__: "log_error_total",
            instance: "11111111-2222-3333-4444-555555555555",
            job: "demo-service",
            namespace: "default",
            pod,
            service: "demo-service",
            // Promoted by the chart's settings, as for every sender.
            service_instance_id: "11111111-2222-3333-4444-555555555555",
            service_name: "demo-service",
        });
        assert.equal(found.value[1], "1");
    });
});
