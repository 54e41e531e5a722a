import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { plannedCollector } from "./plannedCollector";
import { collectorHere, freePorts, withoutPods } from "./verify/servers/collector";
import { startServer, type Stoppable, temporaryFolder } from "./verify/servers/processes";

/**
 * A real collector with the generated pipelines, whose backends are files. It has no cluster in which to look up pods.
 */
export async function startToFiles(
    queryStrings: boolean,
): Promise<Stoppable & { passed(signal: "traces" | "logs", what: object): Promise<unknown[]> }> {
    const folder = temporaryFolder("transforms");
    const ports = await freePorts();
    const nowhere = { tempo: "", lokiUrl: "", kubeconfig: "" };
    const { service, ...config } = withoutPods(collectorHere(plannedCollector(queryStrings), nowhere, ports));
    const pipelines = Object.entries(service.pipelines).map(([name, pipeline]) => [
        name,
        { ...pipeline, exporters: [`file/${name.split("/")[0]}`] },
    ]);
    const file = (signal: string): string => path.join(folder, `${signal}.json`);
    const exporters = Object.fromEntries(
        ["traces", "logs"].map((signal) => [`file/${signal}`, { path: file(signal), flush_interval: "50ms" }]),
    );
    const configFile = path.join(folder, "config.yaml");
    writeFileSync(
        configFile,
        stringify({
            ...config,
            exporters,
            service: { ...service, pipelines: Object.fromEntries(pipelines) },
        }),
    );
    const running = await startServer("otelcol", ["--config", configFile], `http://127.0.0.1:${ports.health}/`);
    return {
        stop: running.stop,
        async passed(signal, what) {
            writeFileSync(file(signal), "");
            const url = `http://127.0.0.1:${ports.http}/v1/${signal}`;
            const answer = await fetch(url, {
                method: "POST",
                headers: { "content-type": "application/json" },
                body: JSON.stringify(what),
            });
            assert.equal(answer.status, 200, await answer.text());
            for (
                const end = Date.now() + 20_000;
                !(existsSync(file(signal)) && readFileSync(file(signal), "utf8").includes("\n")) && Date.now() < end;
            ) {
                await sleep(50);
            }
            return readFileSync(file(signal), "utf8")
                .replaceAll("\0", "")
                .trim()
                .split("\n")
                .map((line) => JSON.parse(line) as unknown);
        },
    };
}
