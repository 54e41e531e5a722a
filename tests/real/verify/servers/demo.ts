import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Plan } from "../../../../tools/plan/evaluate";
import { configMapType, find } from "../../../tools/plan/stacks";
import { eventually } from "../../eventually";
import type { KnownPod } from "./kubernetes";
import { freePort, temporaryFolder } from "./processes";

/** The pod of the sample's demo service, as the API knows it. Its container has the name of its Deployment. */
export const demoPod = {
    namespace: "sample",
    name: "demo-service-7d4b9c8f5d-x2x4z",
    labels: { app: "demo-service", "app.kubernetes.io/name": "demo-service" },
    deployment: "demo-service",
} satisfies KnownPod;

/** The planned program as its pod starts it, on ports that are free here, with what it writes. */
export class Demo {
    readonly lines: string[] = [];
    private constructor(
        private readonly process: ChildProcess,
        readonly ports: { http: number; metrics: number },
    ) {}

    /** @param print gets each line of its output as it comes */
    static async start(planned: Plan, print: (line: string) => void): Promise<Demo> {
        const { data } = find(planned, configMapType, "sample-demo").inputs as { data: Record<string, string> };
        const { spec } = find(planned, "kubernetes:apps/v1:Deployment", "sample-demo").inputs as {
            spec: { template: { spec: { containers: { command: string[] }[] } } };
        };
        const [program = "", flags = "", file = ""] = spec.template.spec.containers[0]?.command ?? [];
        const here = path.join(temporaryFolder("demo"), path.basename(file));
        writeFileSync(here, data[path.basename(file)] ?? "");
        const ports = { http: await freePort(), metrics: await freePort() };
        const child = spawn(program, [flags, here, `${ports.http}`, `${ports.metrics}`], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        const demo = new Demo(child, ports);
        createInterface(child.stdout).on("line", (line) => {
            demo.lines.push(line);
            print(line);
        });
        await eventually(
            () => fetch(`http://${demo.metricsAddress}/metrics`).catch(() => undefined),
            (answer) => answer?.ok === true,
        );
        return demo;
    }

    /** `host:port` of its counters. */
    get metricsAddress(): string {
        return `127.0.0.1:${this.ports.metrics}`;
    }

    get(asked: string, headers: Record<string, string> = {}): Promise<Response> {
        return fetch(`http://127.0.0.1:${this.ports.http}${asked}`, { headers });
    }

    /** As the kubelet does. @returns its exit code */
    end(): Promise<number | null> {
        const ended = new Promise<number | null>((resolve) => this.process.once("exit", resolve));
        this.process.kill("SIGTERM");
        return ended;
    }

    async stop(): Promise<void> {
        await this.end();
    }
}
