import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { agentConfig, agentFolders } from "../../../components/observability/collector/agent/config";
import type { ContainerLogs } from "../../../components/observability/collector/agent/containers/containerLogs";
import type { ReadGateway } from "../../../model/layers";
import { containers } from "../../../settings/schema/containers";
import { type KnownPod, startKubernetes } from "../verify/servers/kubernetes";
import { findProgram } from "../verify/servers/processes";

interface Value {
    stringValue?: string;
    intValue?: string;
}
interface Attribute {
    key: string;
    value: Value;
}
interface LogRecord {
    timeUnixNano: string;
    severityNumber?: number;
    severityText?: string;
    traceId?: string;
    spanId?: string;
    body: Value;
    attributes?: Attribute[];
}

/** A record that the agent sent, and what it belongs to. */
interface Sent {
    resource: Attribute[];
    record: LogRecord;
}

/** A container of a pod on the node, as its folder names it. */
export interface Place {
    namespace: string;
    pod: string;
    container: string;
}

const kong: Place = { namespace: "kong", pod: "kong-dp-kong-7d4b9-x2x4z", container: "proxy" };

/** What a stack file says of all containers, with the defaults of the settings. */
export function containerLogs(said: Parameters<typeof containers.parse>[0] = {}): ContainerLogs {
    return containers.parse(said);
}

/** The gateway of a stack `dev` that sets nothing else. */
export const readGateway = (own: Partial<ReadGateway> = {}): ReadGateway => ({
    ...{ namespace: "kong", environment: "dev", resourceAttributes: {}, accessLines: true },
    ...own,
});

/** Of another stack on the same cluster. */
export const otherGateway = readGateway({
    namespace: "kong-b",
    environment: "b",
    resourceAttributes: { team: "shop" },
});

/** The planned agent as a real collector, the logs of pods on its node, and what was made of them. */
export class Agent {
    private readonly folder = mkdtempSync(path.join(tmpdir(), "agent-"));
    private readonly pods = path.join(this.folder, "pods");
    private readonly received = path.join(this.folder, "received.json");
    private readonly counts = path.join(this.folder, "counts.json");
    private readonly kubeconfig = path.join(this.folder, "kubeconfig");
    private running: ChildProcess | undefined;

    constructor(private readonly read: ContainerLogs) {
        mkdirSync(path.join(this.folder, "checkpoints"));
    }

    /** Of the API that knows the pods, for an agent that reads all containers. */
    knows(kubeconfig: string): void {
        writeFileSync(this.kubeconfig, kubeconfig);
    }

    /**
     * The plan's configuration, with folders for the node's, files for the collector and Prometheus, and a shorter
     * wait.
     */
    private configFile(): string {
        const config = agentConfig({
            endpoint: "http://127.0.0.1:4319",
            prometheusOtlpUrls: ["http://127.0.0.1:9090/api/v1/otlp"],
            gateways: [readGateway({ resourceAttributes: { team: "platform" } }), otherGateway],
            ownGateway: "kong",
            environment: "dev",
            namespace: "observability",
            containers: this.read,
        });
        const text = JSON.stringify(config)
            .replaceAll(agentFolders.logs, this.pods)
            .replaceAll(agentFolders.checkpoints, path.join(this.folder, "checkpoints"))
            .replaceAll(/otlp_http\/(collector|containers)/g, "file")
            .replaceAll("otlp_http/prometheus", "file/counts")
            .replaceAll('"interval":"15s"', '"interval":"1s"')
            .replaceAll('"serviceAccount"', '"kubeConfig"')
            .replaceAll("0.0.0.0:13133", "127.0.0.1:0");
        const local = JSON.parse(text) as typeof config;
        const file = path.join(this.folder, "agent.json");
        const written = (to: string): object => ({ path: to, append: true, flush_interval: "100ms" });
        const exporters = { file: written(this.received), "file/counts": written(this.counts) };
        const service = { ...local.service, telemetry: { metrics: { level: "none" } } };
        writeFileSync(file, JSON.stringify({ ...local, exporters, service }));
        return file;
    }

    /** The file that a container writes; the container runtime makes it. */
    file({ namespace, pod, container }: Place): string {
        const folder = path.join(this.pods, `${namespace}_${pod}_11111111-2222-3333-4444-555555555555`, container);
        mkdirSync(folder, { recursive: true });
        return path.join(folder, "0.log");
    }

    /** A line as the container runtime writes it; `P` where it goes on in the next. */
    write(stream: "stdout" | "stderr", line: string, tag: "F" | "P" = "F", place = kong, age = 0): void {
        const time = new Date(Date.now() - age * 1000).toISOString();
        appendFileSync(this.file(place), `${time} ${stream} ${tag} ${line}\n`);
    }

    private objects<T>(file: string): T[] {
        const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
        return lines.map((line) => JSON.parse(line) as T);
    }

    records(): Sent[] {
        type Written = {
            resourceLogs: { resource: { attributes: Attribute[] }; scopeLogs: { logRecords: LogRecord[] }[] }[];
        };
        return this.objects<Written>(this.received).flatMap(({ resourceLogs }) =>
            resourceLogs.flatMap(({ resource, scopeLogs }) =>
                scopeLogs.flatMap(({ logRecords }) =>
                    logRecords.map((record) => ({ resource: resource.attributes, record })),
                ),
            ),
        );
    }

    /** What each series stands at, by its labels. */
    counted(name: string): Record<string, number> {
        type Point = { attributes: Attribute[]; asInt: string };
        type Metric = {
            name: string;
            sum: { aggregationTemporality: number; isMonotonic: boolean; dataPoints: Point[] };
        };
        type Written = { resourceMetrics: { scopeMetrics: { metrics: Metric[] }[] }[] };
        const metrics = this.objects<Written>(this.counts)
            .flatMap(({ resourceMetrics }) =>
                resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics)),
            )
            .filter((metric) => metric.name === name);
        // What Prometheus takes, and makes a counter of.
        assert.ok(metrics.every(({ sum }) => sum.aggregationTemporality === 2 && sum.isMonotonic));
        const points = metrics.flatMap(({ sum }) => sum.dataPoints);
        return Object.fromEntries(points.map(({ attributes, asInt }) => [labelsOf(attributes), Number(asInt)]));
    }

    async until(done: () => boolean): Promise<void> {
        for (const end = Date.now() + 20_000; !done() && Date.now() < end;) {
            await sleep(100);
        }
    }

    /** @returns what was sent once it is that much, or 20 s have passed */
    async atLeast(count: number): Promise<Sent[]> {
        await this.until(() => this.records().length >= count);
        return this.records();
    }

    start(): void {
        const env = { ...process.env, KUBECONFIG: this.kubeconfig, KUBE_NODE_NAME: "node-1" };
        this.running = spawn(findProgram("otelcol") as string, ["--config", this.configFile()], {
            stdio: "ignore",
            env,
        });
    }

    /** Whether it still is what `start` made. */
    get runs(): boolean {
        return this.running !== undefined && this.running.exitCode === null;
    }

    async stop(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
        const ended = new Promise((resolve) => this.running?.once("exit", resolve));
        this.running?.kill(signal);
        await ended;
        this.running = undefined;
    }

    async remove(): Promise<void> {
        if (this.running !== undefined) {
            await this.stop("SIGKILL");
        }
        rmSync(this.folder, { recursive: true });
    }
}

const labelsOf = (attributes: Attribute[]): string =>
    attributes
        .map(({ key, value }) => `${key}=${value.stringValue}`)
        .sort()
        .join(" ");

/** Attributes as an object. */
export const plain = (attributes: Attribute[] = []): Record<string, string | undefined> =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

/** A `describe` that runs where there is a collector. */
export function describeAgent(title: string, tests: (agent: Agent) => void): void {
    describe(title, () => {
        const agent = new Agent(containerLogs({ enabled: false }));
        before(needsCollector);
        after(() => agent.remove());
        tests(agent);
    });
}

/** The same of an agent that reads all containers, on a node with pods that the API knows. */
export function describeContainers(
    title: string,
    { said, pods }: { said: Parameters<typeof containerLogs>[0]; pods: KnownPod[] },
    tests: (agent: Agent) => void,
): void {
    describe(title, () => {
        const agent = new Agent(containerLogs(said));
        let api: Awaited<ReturnType<typeof startKubernetes>> | undefined;
        before(needsCollector);
        before(async () => {
            api = await startKubernetes({ services: [], secrets: [], datasourceFiles: {}, pods });
            agent.knows(api.kubeconfig);
        });
        after(async () => {
            await agent.remove();
            await api?.stop();
        });
        tests(agent);
    });
}

export function needsCollector(this: Mocha.Context): void {
    if (findProgram("otelcol") === undefined) {
        this.skip();
    }
}
