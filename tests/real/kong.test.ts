import assert from "node:assert/strict";
import { accessLogTraceId } from "../../tools/verify/checks/accessLogs";
import { keptId, traceparent } from "../../tools/verify/traceIds";
import { planWith } from "../tools/plan/stacks";
import { eventually } from "./eventually";
import { itWith } from "./left";
import { type Chain, startChain, upstreams } from "./verify/servers/kong/chain";
import { request } from "./verify/servers/kong/request";
import { otherServers } from "./verify/servers/processes";
import { type Span, spansOf } from "./verify/servers/tempo/spans";

interface AccessLine {
    text: string;
    trace_id: string;
    correlation_id?: string;
    response: { status: number };
}

const plugins = [{ name: "correlation-id", config: { header_name: "X-Request-ID" } }];

/** Either with the plugin that names a request for its caller. */
const topologies = {
    hybrid: () => planWith("local", { gateway: { plugins } }),
    "ingress-controller": () => planWith("ingress-controller", { sampling: { strategy: "head", rate: 1 } }),
};

for (const [topology, planned] of Object.entries(topologies)) {
    describe(`what a gateway of topology ${topology} tells of its requests`, function () {
        const itHere = itWith(otherServers.kong);
        const ids = (count: number): string[] => Array.from({ length: count }, () => keptId(1) as string);
        const [plain = "", failed = "", unreachable = "", unrouted = "", hostile = ""] = ids(5);
        const from = Date.now() - 60_000;
        let chain: Chain;
        const statuses: number[] = [];

        before(async () => {
            if (process.env[otherServers.kong] === undefined) {
                return;
            }
            chain = await startChain(await planned());
            const send = (path: string, traceId: string, headers: Record<string, string> = {}): Promise<number> =>
                request(chain.kong.url, path, {
                    traceparent: traceparent(traceId, true),
                    "user-agent": "curl/8",
                    ...headers,
                });
            statuses.push(
                await send("/echo/x?token=secret", plain, {
                    authorization: "Bearer secret",
                    cookie: "session=secret",
                    "x-request-id": "client-1",
                }),
            );
            statuses.push(await send("/echo/status/503?token=secret", failed));
            statuses.push(await send("/down?token=secret", unreachable));
            statuses.push(await send("/nowhere?token=secret", unrouted));
            // Each of these bytes is two in JSON, or six. Kong passes it on; the upstream, a server of Node's, does not
            // take it.
            statuses.push(
                await send(`/echo/${'"'.repeat(1500)}`, hostile, {
                    host: '"'.repeat(250),
                    "user-agent": "\x01".repeat(1000),
                }),
            );
        });
        after(async () => {
            await chain?.stop();
        });

        const told = async (): Promise<string[]> =>
            (await chain.loki.lines('{service_name="kong"}', { from, to: Date.now() + 60_000 })).map(
                ({ text }) => text,
            );
        const lines = async (): Promise<AccessLine[]> =>
            (await told()).flatMap((text) =>
                accessLogTraceId(text) === undefined
                    ? []
                    : [{ ...(JSON.parse(text) as Omit<AccessLine, "text">), text }],
            );
        const trace = (traceId: string): Promise<Span[]> =>
            eventually(
                () => spansOf(chain.tempoUrl, traceId),
                (spans) => spans.some(({ kind }) => kind === "SPAN_KIND_SERVER"),
            );
        const root = async (traceId: string): Promise<Span | undefined> =>
            (await trace(traceId)).find(({ kind }) => kind === "SPAN_KIND_SERVER");
        const count = async (query: string): Promise<number> =>
            (await chain.prometheus.query(`sum(${query})`))[0]?.value ?? 0;

        itHere("answers all of them", async () => {
            assert.deepEqual(statuses, [200, 503, 502, 404, 400]);
        });

        itHere(
            "writes one line for each, without headers or query strings, and short enough to stay in one piece",
            async () => {
                const found = await eventually(lines, ({ length }) => length >= statuses.length);
                assert.deepEqual(found.map(({ response }) => response.status).sort(), [...statuses].sort());
                assert.deepEqual(
                    [plain, failed, unreachable, hostile].map((id) =>
                        found.filter((line) => line.trace_id === id).map(({ response }) => response.status),
                    ),
                    [[200], [503], [502], [400]],
                );
                for (const { text } of found) {
                    assert.doesNotMatch(text, /secret|"headers"|"querystring"/);
                    assert.ok(Buffer.byteLength(text) < 4096, `${Buffer.byteLength(text)} bytes: ${text}`);
                }
            },
        );

        itHere("writes into each line how the client calls its request, or else an id of Kong's own", async () => {
            const found = await eventually(lines, ({ length }) => length >= statuses.length);
            const names = new Map(found.map(({ trace_id, correlation_id }) => [trace_id, correlation_id]));
            assert.equal(names.get(plain), "client-1");
            assert.match(names.get(failed) ?? "", /^[0-9a-f-]{36}#\d+$/);
        });

        itHere(
            "traces them, with the attributes that the service graph and the links rest on, and no query string",
            async () => {
                const spans = await trace(plain);
                const servers = spans.filter(({ kind }) => kind === "SPAN_KIND_SERVER");
                assert.deepEqual(
                    servers.map(({ name, scope }) => [name, scope]),
                    [["kong", "kong-internal"]],
                );
                assert.equal(servers[0]?.attributes["http.status_code"], "200");
                assert.equal(servers[0]?.attributes["http.route"], "/echo");
                assert.match(servers[0]?.attributes["http.url"] ?? "", /^http:\/\/shop\.example\/echo\/x$/);
                const balancer = spans.filter(
                    ({ kind, attributes }) => kind === "SPAN_KIND_CLIENT" && attributes["net.peer.name"] !== undefined,
                );
                assert.deepEqual(
                    balancer.map(({ attributes }) => attributes["net.peer.name"]),
                    [upstreams.echo],
                );
                assert.doesNotMatch(JSON.stringify(spans), /secret/);
            },
        );

        itHere("calls what failed an error, and nothing else", async () => {
            const roots = await Promise.all([plain, failed, unreachable].map(root));
            assert.deepEqual(
                roots.map((span) => span?.status),
                ["STATUS_CODE_UNSET", "STATUS_CODE_ERROR", "STATUS_CODE_ERROR"],
            );
        });

        itHere(
            "leads from the line of a request without a route to its trace, which has an id of Kong's own",
            async () => {
                const [line] = await eventually(
                    async () => (await lines()).filter(({ response }) => response.status === 404),
                    ({ length }) => length > 0,
                );
                assert.notEqual(line?.trace_id, unrouted);
                const span = await root(line?.trace_id ?? "");
                assert.deepEqual([span?.status, span?.attributes["http.status_code"]], ["STATUS_CODE_UNSET", "404"]);
                assert.doesNotMatch(JSON.stringify(span), /secret/);
            },
        );

        itHere("sends nginx's own errors once", async () => {
            const errors = async (): Promise<string[]> =>
                (await told()).filter((text) => text.includes("connect() failed"));
            const seen = await eventually(errors, ({ length }) => length > 0);
            assert.equal(seen.length, 1, seen.join("\n"));
            assert.doesNotMatch(seen[0] ?? "", /secret/);
        });

        itHere("counts them by route and status", async () => {
            const counted = async (labels: string): Promise<number> => count(`kong_http_requests_total{${labels}}`);
            await eventually(
                () => counted('route="echo"'),
                (value) => value >= 3,
            );
            assert.deepEqual(
                [
                    await counted('route="echo", code="200"'),
                    await counted('route="echo", code="503"'),
                    await counted('route="down", code="502"'),
                ],
                [1, 1, 1],
            );
        });

        itHere("has those counted that found no route, which Kong itself does not count", async () => {
            const counted = (routed: boolean): Promise<number> =>
                count(`kong_access_requests_total{namespace="kong", routed="${routed}"}`);
            await eventually(
                () => counted(true),
                (value) => value >= 4,
            );
            assert.deepEqual(
                [await counted(true), await counted(false), await count('kong_access_requests_total{code="5xx"}')],
                [4, 1, 2],
            );
        });

        itWith(otherServers.kong, otherServers.tempo)(
            "is led on to its upstream in Tempo's service graph, and no further",
            async () => {
                const edges = await eventually(
                    () =>
                        chain.prometheus.query(
                            'sum by (client, server) (traces_service_graph_request_total{client="kong"})',
                        ),
                    (seen) => seen.length > 0,
                );
                assert.deepEqual(edges.map(({ labels }) => labels.server).sort(), [upstreams.down, upstreams.echo]);
            },
        );

        itWith(otherServers.kong, otherServers.tempo)(
            "is counted in span metrics by request and status, not by span",
            async () => {
                const requests = 'traces_spanmetrics_calls_total{service="kong", span_kind="SPAN_KIND_SERVER"}';
                await eventually(
                    () => count(requests),
                    (value) => value >= statuses.length,
                );
                assert.equal(await count(requests), statuses.length);
                const failures = ['status_code="STATUS_CODE_ERROR"', 'http_status_code=~"5.."'].map((label) =>
                    count(requests.replace("}", `, ${label}}`)),
                );
                assert.deepEqual(await Promise.all(failures), [2, 2]);
            },
        );
    });
}
