import assert from "node:assert/strict";
import { startToFiles } from "./collectorToFiles";

type Value = { stringValue: string } | { intValue: number };
interface Attribute {
    key: string;
    value: Value;
}
interface Span {
    name: string;
    kind: number;
    status?: { code?: number; message?: string };
    attributes: Attribute[];
    events?: { name: string; attributes: Attribute[] }[];
}
interface LogRecord {
    body: Value;
    attributes?: Attribute[];
}

const attributes = (all: Record<string, string | number>): Attribute[] =>
    Object.entries(all).map(([key, value]) => ({
        key,
        value: typeof value === "number" ? { intValue: value } : { stringValue: value },
    }));
const plain = (all: Attribute[] = []): Record<string, unknown> =>
    Object.fromEntries(
        all.map(({ key, value }) => [key, "intValue" in value ? Number(value.intValue) : value.stringValue]),
    );
const server = (all: Record<string, string | number>, more: Partial<Span> = {}): Span => ({
    name: "kong",
    kind: 2,
    attributes: attributes(all),
    ...more,
});

describe("what the collector changes", () => {
    for (const queryStrings of [false, true]) {
        describe(queryStrings ? "with query strings" : "without query strings", () => {
            let collector: Awaited<ReturnType<typeof startToFiles>>;
            before(async () => void (collector = await startToFiles(queryStrings)));
            after(() => collector.stop());

            async function spans(...sent: Span[]): Promise<Span[]> {
                const ids = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
                const all = sent.map((span) => ({ ...ids, startTimeUnixNano: "1", endTimeUnixNano: "2", ...span }));
                const [passed] = (await collector.passed("traces", {
                    resourceSpans: [{ scopeSpans: [{ spans: all }] }],
                })) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }[];
                return passed!.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
            }
            async function bodies(...sent: LogRecord[]): Promise<string[]> {
                const [passed] = (await collector.passed("logs", {
                    resourceLogs: [{ scopeLogs: [{ logRecords: sent }] }],
                })) as { resourceLogs: { scopeLogs: { logRecords: LogRecord[] }[] }[] }[];
                return passed!.resourceLogs.flatMap(({ scopeLogs }) =>
                    scopeLogs.flatMap(({ logRecords }) =>
                        logRecords.map(({ body }) => (body as { stringValue: string }).stringValue),
                    ),
                );
            }
            /** What is expected here: as it was, or cut. */
            const cut = (kept: string, without: string): string => (queryStrings ? kept : without);

            it("are Kong's root span, and those of requests that plugins make", async () => {
                const [root, internal] = await spans(
                    server({
                        "http.url": "https://shop.example:8443/mock/x?secret=1#end",
                        "http.method": "GET",
                        "http.status_code": 200,
                        "http.route": "~/a(/b)?$",
                        "kong.request.id": "f00",
                    }),
                    {
                        name: "kong.internal.request",
                        kind: 3,
                        attributes: attributes({
                            "http.url": "http://api:token@idp.example/userinfo?code=secret",
                            "http.proxy": "http://u:p@proxy:3128",
                        }),
                    },
                );
                assert.deepEqual(plain(root?.attributes), {
                    "http.url": cut(
                        "https://shop.example:8443/mock/x?secret=1#end",
                        "https://shop.example:8443/mock/x",
                    ),
                    "http.method": "GET",
                    "http.status_code": 200,
                    "http.route": "~/a(/b)?$",
                    "kong.request.id": "f00",
                });
                assert.deepEqual(plain(internal?.attributes), {
                    "http.url": cut("http://idp.example/userinfo?code=secret", "http://idp.example/userinfo"),
                    "http.proxy": "http://proxy:3128",
                });
            });

            it("are whatever attribute, name or event of another sender holds an address", async () => {
                const all = {
                    "url.full": 'https://a.example/x?q="a b&token=secret',
                    "url.query": "token=secret",
                    "http.target": "/x?token=secret",
                    "app.page": "https://a.example/x?token=secret",
                    "db.statement": "SELECT 1 WHERE a = ? AND b = ?",
                    "enduser.question": "why?",
                };
                const event = {
                    name: "exception",
                    attributes: attributes({
                        "exception.message": "no answer of http://a.example/x?token=secret, gave up",
                    }),
                };
                const [span] = await spans(
                    server(all, {
                        name: "GET /x?token=secret",
                        events: [event],
                        status: { code: 2, message: "GET /x?token=secret failed" },
                    }),
                );
                if (queryStrings) {
                    assert.deepEqual([plain(span?.attributes), span?.name], [all, "GET /x?token=secret"]);
                    return;
                }
                const cutUrls = {
                    "url.full": "https://a.example/x",
                    "http.target": "/x",
                    "app.page": "https://a.example/x",
                };
                const { "url.query": query, ...rest } = { ...all, ...cutUrls };
                assert.equal(query, "token=secret");
                assert.deepEqual(plain(span?.attributes), rest);
                assert.deepEqual([span?.name, span?.status?.message], ["GET /x", "GET /x failed"]);
                assert.deepEqual(plain(span?.events?.[0]?.attributes), {
                    "exception.message": "no answer of http://a.example/x, gave up",
                });
            });

            it("are spans of requests that the gateway or its upstream failed: those are errors, and no others", async () => {
                const codes = await spans(
                    server({ "http.status_code": 500 }),
                    server({ "http.status_code": 503 }),
                    server({ "http.response.status_code": 502 }),
                    server({ "http.status_code": 499 }),
                    server({ "http.method": "GET" }),
                    server({ "http.status_code": 503 }, { kind: 3 }),
                );
                assert.deepEqual(
                    codes.map(({ status }) => status?.code ?? 0),
                    [2, 2, 2, 0, 0, 0],
                );
            });

            it("are addresses as Lua writes them into JSON, after any mark, and without a scheme", async () => {
                const body = (stringValue: string): LogRecord => ({ body: { stringValue } });
                const addresses = [
                    String.raw`{"url":"http:\/\/u:p@h\/x`,
                    String.raw`{"path":"\/x`,
                    "uri:/x",
                    "[/x",
                    "</x",
                    "\x60/x",
                    "h:80/x",
                ];
                const passed = await bodies(...addresses.map((address) => body(`${address}?token=secret`)));
                assert.deepEqual(
                    passed,
                    addresses.map((address) => cut(`${address}?token=secret`, address).replace("u:p@", "")),
                );
                const others = [
                    "kong/kong#123 and/or? 1/2",
                    "x.lua:33: bad argument #1 to 'f'",
                    "a@b.example/c",
                    "http://a/@b",
                ];
                assert.deepEqual(await bodies(...others.map(body)), others);
                assert.deepEqual(await bodies(body("http://u:p@q@h/x")), ["http://h/x"]);
            });

            it("are addresses in JSON lines, which stay JSON, and no text beside them", async () => {
                const line = (query: string, credentials = ""): string =>
                    JSON.stringify({
                        message: `GET "/x${query}" of http://${credentials}h/y${query} took 3 ms\nand more`,
                        path: `/a${query}`,
                        next: "really? yes/no?maybe=1",
                        to: "a@b.example",
                        nested: JSON.stringify({ url: `/b${query}`, n: 1 }),
                    });
                const escaped = (text: string): string => text.replaceAll("&", "\\u0026").replaceAll("/", "\\/");
                const query = "?a=1&token=secret";
                const sent = [line(query, "u:p@"), escaped(line(query, "u:p@"))];
                const passed = await bodies(...sent.map((stringValue) => ({ body: { stringValue } })));
                const wanted = line(queryStrings ? query : "").replace("?maybe=1", cut("?maybe=1", ""));
                assert.deepEqual(
                    passed.map((text) => JSON.parse(text) as unknown),
                    [JSON.parse(wanted), JSON.parse(wanted)],
                );
            });

            it("are messages of Kong and nginx about a request, and no access line", async () => {
                const context = (query: string): string =>
                    `while reading, client: 10.0.0.9, server: kong, request: "GET /x${query} HTTP/1.1", upstream: "http://10.0.0.1:80/x${query}", host: "a", referrer: "http://a/b${query}"`;
                const access: LogRecord = {
                    body: { stringValue: '{"request":{"uri":"/x?a=1"},"trace_id":"f"}' },
                    attributes: attributes({ "event.name": "kong.access" }),
                };
                const torn = "?a=\"b',&token=secret";
                const passed = await bodies(
                    {
                        body: {
                            stringValue: `[error] 1#0: *2 connect() failed (111: Connection refused) ${context("?token=secret")}`,
                        },
                    },
                    { body: { stringValue: `[error] 1#0: *2 ${context(torn)}` } },
                    {
                        body: {
                            stringValue:
                                "[kong] handler.lua:1 GET /a?token=1 /b?token=2 http://u:p@c/?d (https://e/#f), is that so?",
                        },
                    },
                    access,
                );
                assert.deepEqual(passed, [
                    `[error] 1#0: *2 connect() failed (111: Connection refused) ${context(cut("?token=secret", ""))}`,
                    `[error] 1#0: *2 ${context(cut(torn, ""))}`,
                    cut(
                        "[kong] handler.lua:1 GET /a?token=1 /b?token=2 http://c/?d (https://e/#f), is that so?",
                        "[kong] handler.lua:1 GET /a /b http://c/ (https://e/), is that so?",
                    ),
                    (access.body as { stringValue: string }).stringValue,
                ]);
            });
        });
    }
});
