import assert from "node:assert/strict";
import type { Run } from "../../../tools/verify/checks/check";
import { connection } from "../../../tools/verify/checks/connection";

const asked: string[] = [];

/** As Kong 3.9.3 writes it. */
const line = (reason: string): string =>
    "2026/11/30 17:02:46 [warn] 1209#1209: *7 [lua] data_plane.lua:156: communicate(): [clustering] connection to control plane " +
    `wss://kong.example.com:8005/v1/outlet?node_id=7fca2f6c&node_hostname=edge-1&node_version=3.9.3 broken: ${reason} (retrying after 6 seconds) [kong.example.com:8005], context: ngx.timer`;

const look = (texts: string[] | Error, logIngestion = "otlp"): ReturnType<typeof connection> => {
    const lines = (query: string): Promise<object[]> => {
        asked.push(query);
        return texts instanceof Error
            ? Promise.reject(texts)
            : Promise.resolve(texts.map((text) => ({ labels: {}, text })));
    };
    const run = {
        logIngestion,
        loki: { lines },
        namespaces: { observability: "observability", gateway: "kong" },
        services: { Loki: { service: "loki", namespace: "observability" } },
        shortPatience: { deadline: 0, interval: 1 },
    };
    return connection(run as unknown as Run, () => undefined);
};

describe("connection to a control plane on another cluster", () => {
    it("is there while no data plane complains", async () => {
        assert.deepEqual(await look([]), { verdict: "found", detail: "no data plane has lost it within a minute" });
    });

    it("is asked of this gateway's lines, and of those that say no namespace", async () => {
        asked.length = 0;
        await look([]);
        await look([], "promtail");
        assert.match(asked[0] ?? "", /^\{service_name=~"\.\+"\} .* \| k8s_namespace_name=~"\|kong"$/);
        assert.match(asked[1] ?? "", /^\{namespace="kong"\} \|= /);
    });

    it("is broken as Kong says, for one of three reasons", async () => {
        const said: [reason: string, cause: RegExp][] = [
            ["unexpected HTTP response code: 400", /takes no certificate of this group: it was revoked/],
            ["ssl handshake failed: 21: unable to verify the first certificate", /certificate is not by the authority/],
            ["failed to connect: connection refused", /^Nothing answers/],
        ];
        for (const [reason, cause] of said) {
            const { verdict, detail, advice } = await look([line("timeout"), line(reason)]);
            assert.deepEqual([verdict, detail], ["missing", reason]);
            assert.match(advice?.cause ?? "", cause);
        }
    });

    it("is unknown without Loki's answer, which is told as such", async () => {
        const { verdict, detail } = await look(new Error("Loki: nothing there"));
        assert.deepEqual([verdict, detail], ["missing", "Loki: nothing there"]);
    });
});
