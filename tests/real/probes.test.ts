import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { moduleName, type ProbesValues } from "../../components/gateway/probes/values";
import { planOf, valuesOf } from "../tools/plan/stacks";
import { serve } from "./verify/servers/http";
import { freePort, startServer, type Stoppable, temporaryFolder } from "./verify/servers/processes";

const outside = "http://outside.invalid/";

describe("the real blackbox exporter, with the plan's modules", function () {
    this.timeout(120_000);
    const started: Stoppable[] = [];
    const hosts: (string | undefined)[] = [];
    let exporter = "";
    let gateway = "";

    before(async () => {
        const answers: Record<string, [status: number, body: string]> = {
            "/nowhere": [404, '{\n  "message":"no Route matched with those values",\n  "request_id":"1"\n}'],
            "/gone": [404, "no such order"],
        };
        const served = await serve(({ headers }, { pathname }) => {
            hosts.push(headers.host);
            const [status, body] = answers[pathname] ?? [Number(pathname.slice(1)), "a body"];
            return { status, body, ...(status === 301 && { headers: { location: outside } }) };
        });
        started.push(served);
        gateway = served.url;
        const { config } = valuesOf(await planOf("probes"), "probes") as ProbesValues;
        const file = path.join(temporaryFolder("probes"), "config.yaml");
        writeFileSync(file, stringify(config));
        exporter = `http://127.0.0.1:${await freePort()}`;
        const args = [`--config.file=${file}`, `--web.listen-address=${exporter.replace("http://", "")}`];
        started.push(await startServer("blackbox_exporter", args, `${exporter}/-/healthy`));
    });
    after(() => Promise.all(started.map((server) => server.stop())));

    /** Whether it calls what it got an answer, and the status that it had. */
    async function probed(target: string, host?: string): Promise<[success: number, status: number]> {
        const query = new URLSearchParams({ module: moduleName(host), target });
        const text = await (await fetch(`${exporter}/probe?${query.toString()}`)).text();
        const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
        return [value("probe_success"), value("probe_http_status_code")];
    }

    it("takes what a route says for an answer, whatever it is below 500", async () => {
        const asked = ["/200", "/401", "/426", "/gone"].map((way) => probed(`${gateway}${way}`));
        assert.deepEqual(
            await Promise.all(asked),
            [200, 401, 426, 404].map((status) => [1, status]),
        );
    });

    it("takes for none what fails, Kong's word for no route, and nobody who listens", async () => {
        assert.deepEqual(await probed(`${gateway}/503`), [0, 503]);
        assert.deepEqual(await probed(`${gateway}/nowhere`), [0, 404]);
        assert.deepEqual(await probed(`http://127.0.0.1:${await freePort()}/200`), [0, 0]);
    });

    it("calls a redirect failed, with the status by which our alert knows better, and does not follow it", async () => {
        assert.deepEqual(await probed(`${gateway}/301`), [0, 301]);
    });

    it("asks for the host of a route", async () => {
        await probed(`${gateway}/200`, "shop.example.com");
        assert.equal(hosts.at(-1), "shop.example.com");
    });
});
