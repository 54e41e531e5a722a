import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DeepFlow } from "../../../tools/verify/backends";
import { deepflowTraces } from "../../../tools/verify/checks/deepflow";
import type { Run } from "../../../tools/verify/checks/check";

const known = "0af7651916cd43dd8448eb211c80319c";
const other = "1bf7651916cd43dd8448eb211c80319c";

/** Answers as its querier does (server/querier/router/response.go), for one trace. */
function answer(sql: string): object {
    const values = sql.includes(`trace_id='${known}'`) ? [[known]] : [];
    return { OPT_STATUS: "SUCCESS", DESCRIPTION: "", result: { columns: ["trace_id"], values, schemas: [] } };
}

describe("verify in DeepFlow", () => {
    let server: Server;
    const asked: { path: string; db: string; sql: string }[] = [];
    let status = 200;
    before(async () => {
        server = createServer((request, response) => {
            let body = "";
            request.on("data", (chunk) => (body += String(chunk)));
            request.on("end", () => {
                const { db, sql } = JSON.parse(body) as { db: string; sql: string };
                asked.push({ path: `${request.method ?? ""} ${request.url ?? ""}`, db, sql });
                response.statusCode = status;
                response.end(JSON.stringify(answer(sql)));
            });
        });
        await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    });
    after(() => new Promise((done) => server.close(done)));
    beforeEach(() => {
        asked.length = 0;
        status = 200;
    });

    const run = (): Run => {
        const { port } = server.address() as AddressInfo;
        const nothing = (): Promise<never[]> => Promise.resolve([]);
        return {
            deepflow: new DeepFlow(() => Promise.resolve(`http://127.0.0.1:${port}`)),
            prometheus: { query: nothing },
            patience: { interval: 5, deadline: Date.now() + 60 },
            sentAt: 1_700_000_000_000,
            before: { collector: {} },
            namespaces: { observability: "observability", gateway: "kong" },
            services: { DeepFlow: { service: "deepflow-server", namespace: "observability" } },
        } as unknown as Run;
    };
    const tell = (): void => undefined;

    it("asks its request log for spans that came by OTLP, not for what an agent saw", async () => {
        const { verdict, detail } = await deepflowTraces(run(), [known], tell);
        assert.deepEqual([verdict, detail], ["found", "1 of 1 traces in DeepFlow's request log, as spans by OTLP"]);
        assert.deepEqual(asked, [
            {
                path: "POST /v1/query/",
                db: "flow_log",
                sql: `SELECT trace_id FROM l7_flow_log WHERE trace_id='${known}' AND signal_source=4 AND time>=1699999700 LIMIT 1`,
            },
        ]);
    });

    it("says how many are missing, and where they were lost", async () => {
        const { verdict, detail, advice } = await deepflowTraces(run(), [known, other], tell);
        assert.deepEqual([verdict, detail], ["missing", "1 of 2 traces in DeepFlow"]);
        assert.match(advice?.cause ?? "", /collector/);
    });

    it("says what it answered instead, and where to look", async () => {
        status = 500;
        const { verdict, detail, advice } = await deepflowTraces(run(), [known], tell);
        assert.equal(verdict, "missing");
        assert.match(detail, /DeepFlow answered \/v1\/query\/ with 500/);
        assert.match(advice?.command ?? "", /deployment\/deepflow-server/);
    });
});
