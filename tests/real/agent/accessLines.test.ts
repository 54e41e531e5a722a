import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { describeAgent, plain } from "./agent";

/**
 * A line as Kong's serializer makes it of our plugin's fields; without a route a request has neither that nor a
 * service.
 */
function accessLine(status: number, traceId: string | undefined, routed = true): string {
    return JSON.stringify({
        client_ip: "10.0.0.9",
        latencies: { kong: 3, proxy: 118, receive: 0, request: 123 },
        request: {
            host: "gateway.example",
            id: "0123456789abcdef0123456789abcdef",
            method: "GET",
            size: 310,
            uri: "/mock/anything",
            user_agent: "curl/8",
        },
        response: { size: 900, status },
        ...(routed && { route: { id: "a1", name: "mock" }, service: { id: "b2", name: "mock-service" } }),
        source: "upstream",
        started_at: 1767225600123,
        ...(traceId !== undefined && { trace_id: traceId }),
        upstream_uri: "/anything",
    });
}

describeAgent("the agent's configuration in a real collector, of access lines", (agent) => {
    const trace = "0af7651916cd43dd8448eb211c80319c";

    before(() => {
        agent.write("stdout", accessLine(200, trace));
        agent.write("stdout", accessLine(404, "2".repeat(32), false));
        agent.write("stdout", accessLine(502, undefined));
        agent.write("stderr", '2026/01/01 00:00:00 [error] 1#0: *1 [kong] {"not": "an access line"}');
        agent.write("stdout", '10.0.0.9 - - [01/Jan/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 12');
        const long = accessLine(200, trace);
        agent.write("stdout", long.slice(0, 100), "P");
        agent.write("stdout", long.slice(100));
        agent.start();
    });

    it("takes access lines, whole and no others, each with its trace, status and severity", async () => {
        const taken = (await agent.atLeast(4)).map(({ record }) => [
            plain(record.attributes)["http.response.status_code"],
            record.severityText,
            record.traceId,
        ]);
        assert.deepEqual(taken, [
            ["200", "INFO", trace],
            ["404", "WARN", "2".repeat(32)],
            ["502", "ERROR", undefined],
            ["200", "INFO", trace],
        ]);
    });

    it("keeps the line as it was and repeats little of it", async () => {
        const { record } = (await agent.atLeast(4))[0]!;
        assert.equal(record.body.stringValue, accessLine(200, trace));
        assert.deepEqual(plain(record.attributes), {
            "event.name": "kong.access",
            "http.request.method": "GET",
            "http.response.status_code": "200",
            "kong.route": "mock",
            "kong.service": "mock-service",
        });
        assert.ok(
            Math.abs(Number(record.timeUnixNano) / 1e6 - Date.now()) < 60_000,
            "the time at which the line was written",
        );
    });

    it("names Kong as its spans do, and the pod by its uid, so that the collector does not take the agent for it", async () => {
        const { resource } = (await agent.atLeast(4))[0]!;
        assert.deepEqual(plain(resource), {
            "service.name": "kong",
            team: "platform",
            "k8s.namespace.name": "kong",
            "k8s.pod.name": "kong-dp-kong-7d4b9-x2x4z",
            "k8s.pod.uid": "11111111-2222-3333-4444-555555555555",
            "k8s.container.name": "proxy",
        });
    });

    it("goes on where it was after a restart, without a line twice and with what was written meanwhile", async () => {
        await agent.stop("SIGTERM");
        agent.write("stdout", accessLine(201, "3".repeat(32)));
        agent.start();
        await agent.atLeast(5);
        await sleep(1000);
        assert.deepEqual(
            agent.records().map(({ record }) => plain(record.attributes)["http.response.status_code"]),
            ["200", "404", "502", "200", "201"],
        );
    });

    it("counts requests by their lines, with and without a route, and goes on counting where a series is there", async () => {
        const pod = "namespace=kong pod=kong-dp-kong-7d4b9-x2x4z";
        const unrouted = `code=4xx ${pod} routed=false`;
        const lost = (): number => agent.counted("kong.access.requests")[unrouted] ?? 0;
        agent.write("stdout", accessLine(404, undefined, false));
        // Of an agent that was started anew, a count begins anew.
        await agent.until(() => lost() === 1);
        agent.write("stdout", accessLine(404, undefined, false));
        agent.write("stdout", accessLine(404, undefined, false));
        await agent.until(() => lost() === 3);
        agent.write(
            "stdout",
            JSON.stringify({ ...(JSON.parse(accessLine(503, undefined)) as object), route: { id: "a1" } }),
        );
        await agent.until(() => (agent.counted("kong.access.requests")[`code=5xx ${pod} routed=true`] ?? 0) >= 1);
        const series = agent.counted("kong.access.requests");
        assert.deepEqual(
            Object.keys(series).sort(),
            [`code=2xx ${pod} routed=true`, unrouted, `code=5xx ${pod} routed=true`].sort(),
        );
        assert.equal(series[unrouted], 3);
    });
});
