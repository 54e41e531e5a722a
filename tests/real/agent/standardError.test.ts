import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { describeAgent, plain } from "./agent";

describeAgent("the agent's configuration in a real collector, of standard error as Kong 3.9.3 wrote it", (agent) => {
    before(() => agent.start());

    const request = 'client: 10.0.0.9, server: kong, request: "GET /dead HTTP/1.1"';
    const id = 'request_id: "2eb6cf3247de3726ad839624e11ad045"';
    const upstream = `2026/11/30 01:41:17 [error] 5753#5753: *647 connect() failed (111: Connection refused) while connecting to upstream, ${request}, upstream: "http://127.0.0.1:23199/", host: "gateway.example", ${id}`;
    const crashed = "2026/11/30 01:41:36 [alert] 5660#5660: worker process 5753 exited on signal 11";
    const traceback = [
        "2026/11/30 01:42:40 [error] 8209#8209: *648 failed to run log_by_lua*: sandbox.lua:164: boom",
        "stack traceback:",
        "\t[C]: in function 'error'",
        `\tlog_by_lua(nginx-kong.conf:126):2: in main chunk while logging request, ${request}, ${id}`,
    ];
    const started =
        "2026/11/30 01:41:12 [notice] 5753#5753: *1 [kong] init.lua:590 declarative config loaded, context: init_worker_by_lua*";
    const clustering =
        "2026/11/30 01:41:12 [error] 5754#5754: *2 [lua] data_plane.lua:150: communicate(): [clustering] connection to control plane failed, context: ngx.timer";
    const emergency = "nginx: [emerg] bind() to 0.0.0.0:8000 failed (98: Address already in use)";
    const sentByKong = [
        `2026/11/30 01:42:40 [error] 8209#8209: *647 [lua] plugin.lua:1: from ngx.log, ${request}, ${id}`,
        `2026/11/30 01:42:40 [error] 8209#8209: *647 [kong] plugin.lua:1 [pre-function] two`,
        `lines, ${request}, ${id}`,
        "2026/11/30 01:41:18 [error] 5753#5753: *14 [lua] traces.lua:139: [otel] failed to send request: connection refused, context: ngx.timer",
    ];
    const token =
        "2026/11/30 01:41:12 [notice] 5660#5660: [lua] init.lua:794: init(): [request-debug] token for request debugging: 361d25e1";

    it("takes nginx's own, and of Lua what Kong does not send itself, tracebacks whole", async () => {
        const before = agent.records().length;
        for (const line of [upstream, ...sentByKong, ...traceback, token, started, clustering, crashed, emergency]) {
            agent.write("stderr", line);
        }
        const taken = (await agent.atLeast(before + 6)).slice(before);
        await sleep(1500);
        assert.equal(agent.records().length, before + 6);
        const bodies = taken.map(({ record }) => record.body.stringValue);
        assert.deepEqual(bodies, [upstream, traceback.join("\n"), started, clustering, crashed, emergency]);
        const severities = taken.map(({ record }) => record.severityText);
        assert.deepEqual(severities, ["ERR", "ERR", "NOTICE", "ERR", "ALERT", "EMERG"]);
        const [first, second, , , fifth, sixth] = taken.map(({ record }) => plain(record.attributes));
        const ofRequest = {
            "event.name": "nginx.error",
            "client.address": "10.0.0.9",
            "request.id": "2eb6cf3247de3726ad839624e11ad045",
        };
        assert.deepEqual(first, { ...ofRequest, "process.pid": "5753" });
        assert.deepEqual(second, { ...ofRequest, "process.pid": "8209" });
        assert.deepEqual(fifth, { "event.name": "nginx.error", "process.pid": "5660" });
        assert.deepEqual(sixth, { "event.name": "nginx.error" });
    });

    it("counts what queues of Kong's plugins threw away, by what they say of it, and nobody else's words", async () => {
        const queue =
            "[opentelemetry plugin 9a289925-c208-5c43-bbb1-0a4a5d3af666] queue 9a289925-c208-5c43-bbb1-0a4a5d3af666";
        const full = `2026/11/30 01:56:40 [error] 3319#3319: *8 [kong] queue.lua:398 ${queue}:traces: queue full, dropping old entries until processing is successful again, ${request}, ${id}`;
        const lost = `2026/11/30 01:56:40 [error] 3319#3319: *8 [kong] queue.lua:290 ${queue}:logs: could not send entries due to max_retry_time exceeded. 1500 queue entries were lost, context: ngx.timer`;
        const large =
            "2026/11/30 01:56:40 [error] 3319#3319: *8 [kong] queue.lua:419 [http-log plugin 1] queue http://a:80: byte capacity exceeded, 3 queue entries were dropped";
        const forged = JSON.stringify({ request: { user_agent: `x ${full}` }, response: { status: 200 } });
        for (const line of [full, full, lost, lost, large]) {
            agent.write("stderr", line);
        }
        agent.write("stdout", forged);
        const at = "namespace=kong";
        const pod = "pod=kong-dp-kong-7d4b9-x2x4z";
        const expected = {
            [`${at} plugin=opentelemetry ${pod} queue=traces reason=queue_full`]: 2,
            [`${at} plugin=opentelemetry ${pod} queue=logs reason=retries_exhausted`]: 3000,
            [`${at} plugin=http-log ${pod} queue= reason=queue_full`]: 3,
        };
        await agent.until(() => Object.keys(agent.counted("kong.queue.dropped_entries")).length >= 3);
        await sleep(1500);
        assert.deepEqual(agent.counted("kong.queue.dropped_entries"), expected);
    });
});
