import assert from "node:assert/strict";
import { type Span, Tempo } from "../../tools/verify/backends";
import { planOf, valuesOf } from "../tools/plan/stacks";
import { itWith } from "./left";
import { exportSpans } from "./otlp";
import { otherServers, type Stoppable } from "./verify/servers/processes";
import { startRealTempo, type TempoValues } from "./verify/servers/tempo/real";
import { startTempo } from "./verify/servers/tempo/stub";

const trace = "0af7651916cd43dd8448eb211c80319c";

interface Server extends Stoppable {
    url: string;
    otlpGrpc: string;
}

/** One trace of two spans, as the collector sends Kong's. */
async function send({ otlpGrpc }: Server, now: number): Promise<void> {
    const span = { trace, kind: 2, attributes: { "http.route": "/mock" } };
    const spans = [
        { ...span, name: "kong", id: "b7ad6b7169203331" },
        { ...span, name: "kong.router", id: "b7ad6b7169203332" },
    ];
    await exportSpans(otlpGrpc, "kong", spans, now);
}

/** What verify reads of it: the spans of a trace, and of one that nobody sent. */
async function observe(server: Server, now: number): Promise<{ spans: Span[]; unknown: Span[] }> {
    await send(server, now);
    const tempo = new Tempo(() => Promise.resolve(server.url));
    let spans: Span[] = [];
    for (let left = 100; left > 0 && spans.length === 0; left--) {
        spans = await tempo.trace(trace);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { spans: spans.sort((a, b) => (a.name < b.name ? -1 : 1)), unknown: await tempo.trace("f".repeat(32)) };
}

describe("Tempo with the planned values", () => {
    let server: Server | undefined;
    afterEach(() => server?.stop());

    it("is stood in for by a receiver that shows the spans it was sent", async () => {
        server = await startTempo({ refuses: false, forgets: false });
        const now = Date.now();
        const attributes = { "service.name": "kong", "k8s.namespace.name": "kong", "http.route": "/mock" };
        const span = (name: string): Span => ({ name, scope: "kong-internal", attributes, start: now, end: now + 5 });
        assert.deepEqual(await observe(server, now), { spans: [span("kong"), span("kong.router")], unknown: [] });
    });

    itWith(otherServers.tempo)("starts, takes and shows the same as that receiver", async () => {
        server = await startRealTempo(valuesOf(await planOf("local"), "traces-tempo") as TempoValues);
        const stub = await startTempo({ refuses: false, forgets: false });
        try {
            const now = Date.now();
            assert.deepEqual(await observe(server, now), await observe(stub, now));
        } finally {
            await stub.stop();
        }
    });
});
