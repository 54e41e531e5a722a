import assert from "node:assert/strict";
import type { DatasourcesArgs } from "../../components/observability/grafana/datasources";
import { type Datasource, Grafana } from "../../tools/verify/backends";
import { HttpError } from "../../tools/verify/http";
import { itWith } from "./left";
import { startRealGrafana } from "./verify/servers/grafana/real";
import { startGrafana } from "./verify/servers/grafana/stub";
import { otherServers, type Stoppable } from "./verify/servers/processes";

const login = { user: "admin", password: "a-password" };
const nobody = "http://127.0.0.1:9";
const args: Omit<DatasourcesArgs, "namespace"> = {
    urls: { prometheus: nobody, alertmanager: nobody, loki: nobody, tempo: nobody },
    ...{ scrapeInterval: "30s", spanMetrics: true, logIngestion: "otlp" },
};

/** What verify reads of it: datasources with their links; a wrong login, and one that nobody serves, are errors. */
async function observe({
    url,
}: {
    url: string;
}): Promise<{ datasources: Datasource[]; login: number; health: string }> {
    const grafana = new Grafana(() => Promise.resolve(url), login);
    const wrong = new Grafana(() => Promise.resolve(url), { ...login, password: "another" });
    const datasources = (await grafana.datasources()).map(({ uid, type, name, jsonData }) => ({
        uid,
        type,
        name,
        jsonData,
    }));
    return {
        datasources: datasources.sort((a, b) => (a.uid < b.uid ? -1 : 1)),
        login: await wrong.datasources().then(
            () => 200,
            (error: unknown) => (error as HttpError).status,
        ),
        health: await grafana.health("loki").then(
            () => "well",
            (error: unknown) => (error instanceof HttpError ? "ill" : String(error)),
        ),
    };
}

describe("Grafana with the planned datasources", () => {
    let server: (Stoppable & { url: string }) | undefined;
    afterEach(() => server?.stop());

    it("is stood in for by an API that expands them as Grafana does", async () => {
        server = await startGrafana(args, `${login.user}:${login.password}`, { change: (all) => all });
        const { datasources, ...rest } = await observe(server);
        assert.deepEqual(rest, { login: 401, health: "ill" });
        assert.deepEqual(
            datasources.map(({ uid }) => uid),
            ["alertmanager", "loki", "prometheus", "tempo"],
        );
        const text = JSON.stringify(datasources);
        assert.ok(text.includes("${__span.traceId}") && !text.includes("$${"), text);
    });

    itWith(otherServers.grafana)("provisions them the same", async () => {
        server = await startRealGrafana(args, login);
        const stub = await startGrafana(args, `${login.user}:${login.password}`, { change: (all) => all });
        try {
            assert.deepEqual(await observe(server), await observe(stub));
        } finally {
            await stub.stop();
        }
    });
});
