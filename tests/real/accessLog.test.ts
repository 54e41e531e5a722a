import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { accessLine, type Fields } from "../../components/gateway/plugins/accessLog/plugin";

/** LuaJIT, in which Kong runs: in `LUAJIT`, or on the PATH. */
const luajit = process.env.LUAJIT ?? "luajit";

/** What Kong knows of one request, as Lua; `hex` holds texts of a client's, whatever their bytes. */
interface Request {
    setup?: string;
    hex?: Partial<Record<"uri" | "upstream" | "host" | "agent" | "method" | "route" | "username" | "added", string>>;
}

/**
 * As Kong runs it: compiled once in a sandbox that has the language's own functions, `kong` and `ngx`, and called as
 * each request ends.
 */
const harness = `
local function request(setup, it)
  ngx.status, method, source = 200, it.method or "GET", "service"
  ngx.var = { request_uri = it.uri or "/mock?token=secret", upstream_uri = it.upstream or "/get?token=secret", host = it.host or "gateway.example",
    http_user_agent = it.agent, kong_request_id = "0123456789abcdef0123456789abcdef", request_length = "150", bytes_sent = "285", upstream_status = "200",
    request_time = "0.005", remote_addr = "192.0.2.1", access_line = "", access_line_missing = "1" }
  ngx.ctx = { workspace = "0dc6f45b-8f8d-40d2-a504-473544ee190b", KONG_PROXY_LATENCY = 2, KONG_WAITING_TIME = 2, KONG_RECEIVE_TIME = 1,
    route = { id = "487dc1c7-875d-5e7e-aec4-c73ad2ad0f74", name = it.route or "mock", paths = { "/mock" } },
    service = { id = "adbd70b3-4224-5183-a52a-179d7b34ab5b", name = "httpbin", host = "secret.example" },
    balancer_data = { tries = { { ip = "10.0.0.1", port = 80, balancer_start = 1796005776937, balancer_start_ns = 1.7960057769374e+18, balancer_latency = 0, balancer_latency_ns = 22784 } } } }
  if it.username then
    ngx.ctx.authenticated_consumer = { id = "c", username = it.username, custom_id = it.username, tags = { "t" } }
    ngx.ctx.authenticated_credential = { id = "k", consumer_id = "c", key = "secret" }
  end
  if it.added then
    ngx.ctx.serialize_values = { { key = "correlation_id", value = it.added, mode = "set" }, { key = "ai.more", value = { it.added, it.added }, mode = "set" } }
  end
  setup()
end
local function bytes(hex) return (hex:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end)) end
ngx = { req = { get_method = function() return method end } }
kong = { request = { get_start_time = function() return 1796005776935 end, get_header = function() return "a header" end }, response = { get_source = function() return source end } }
local env = { kong = kong, ngx = ngx }
for _, name in ipairs { "error", "ipairs", "next", "pairs", "pcall", "tonumber", "tostring", "type", "string", "table", "math" } do env[name] = _G[name] end
`;

/** The line of each request, as nginx would write it without its newline; empty where Kong hands none over. */
function linesOf(requests: Request[], fields: Fields = {}, queryString = false): Buffer[] {
    const runs = requests.map(({ setup = "", hex = {} }) => {
        const texts = Object.entries(hex).map(([name, text]) => `${name} = bytes("${text}")`);
        return `request(function() ${setup} end, { ${texts.join(", ")} }) made() print((ngx.var.access_line:gsub(".", function(c) return string.format("%02x", c:byte()) end)))`;
    });
    const made = `local made = assert(load(${longString(accessLine({ enabled: true, queryString }, fields))}, "line", "t", env))()`;
    // A function of Lua holds a limited number of constants.
    const program = [harness, made, ...runs.map((run) => `(function() ${run} end)()`)].join(";\n");
    const { stdout, stderr } = spawnSync(luajit, ["-"], { input: program, encoding: "utf8", maxBuffer: 1e9 });
    assert.equal(stderr, "");
    return stdout
        .trimEnd()
        .split("\n")
        .map((line) => Buffer.from(line, "hex"));
}

const longString = (text: string): string => `[====[\n${text}]====]`;
const hexOf = (text: string | number[]): string => Buffer.from(text as string).toString("hex");
type Line = Record<string, Record<string, unknown> & string>;
const parse = (line: Buffer | undefined): Line =>
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(line)) as Line;
const one = (request: Request = {}, fields: Fields = {}, queryString = false): Line =>
    parse(linesOf([request], fields, queryString)[0]);

/** A sequence that is the same in each run. */
function dice(seed: number): (sides: number) => number {
    let state = seed;
    return (sides) => {
        state = (state * 1103515245 + 12345) % 2 ** 31;
        return Math.floor((state / 2 ** 31) * sides);
    };
}

function hostileRequests(count: number): Request[] {
    const roll = dice(11);
    const alphabets = [
        [0x61],
        [1, 9, 10, 27, 127],
        [0x22, 0x5c],
        [0x80, 0xc3, 0xe2, 0xf0, 0xff],
        [...Buffer.from("é€😀a")],
        Array.from({ length: 256 }, (_, byte) => byte),
    ];
    const lengths = [0, 1, 4, 31, 32, 33, 127, 254, 255, 256, 511, 512, 513, 2000, 8000];
    const text = (): string => {
        const alphabet = alphabets[roll(alphabets.length)]!;
        return hexOf(
            Array.from({ length: lengths[roll(lengths.length)]! }, (_, index) =>
                alphabet.length === 10 ? alphabet[index % 10]! : alphabet[roll(alphabet.length)]!,
            ),
        );
    };
    const names = ["uri", "upstream", "host", "agent", "method", "route", "username"] as const;
    return Array.from({ length: count }, () => ({
        hex: Object.fromEntries(names.filter(() => roll(4) > 0).map((name) => [name, text()])),
        setup:
            roll(3) > 0
                ? ""
                : 'local all = ngx.ctx.balancer_data.tries for i = 1, 300 do all[i] = { ip = ("f"):rep(45), port = 65535, state = "failed", code = 502, balancer_start = 1.7e12, balancer_start_ns = 1.7e18, balancer_latency = 12345678, balancer_latency_ns = 1e13 } end ngx.var.upstream_status = ("502, "):rep(300) ngx.var.ssl_protocol, ngx.var.ssl_cipher, ngx.var.ssl_client_verify = "TLSv1.3", "TLS_AES_256_GCM_SHA384", "FAILED:" .. ("x"):rep(900)',
    }));
}

describe("the access line in a real LuaJIT", function () {
    this.timeout(60_000);
    before(function () {
        if (spawnSync(luajit, ["-v"]).error !== undefined) {
            this.skip();
        }
    });

    it("has what Kong's own log has, without headers and query strings, and of entities what names them", () => {
        const line = one({ hex: { agent: hexOf("curl/8"), username: hexOf("jane") } });
        assert.deepEqual(line, {
            request: {
                id: "0123456789abcdef0123456789abcdef",
                method: "GET",
                uri: "/mock",
                host: "gateway.example",
                user_agent: "curl/8",
                size: 150,
            },
            response: { status: 200, size: 285 },
            upstream_uri: "/get",
            upstream_status: "200",
            latencies: { kong: 2, proxy: 2, request: 5, receive: 1 },
            route: { id: "487dc1c7-875d-5e7e-aec4-c73ad2ad0f74", name: "mock" },
            service: { id: "adbd70b3-4224-5183-a52a-179d7b34ab5b", name: "httpbin" },
            tries: [
                {
                    ip: "10.0.0.1",
                    port: 80,
                    balancer_start: 1796005776937,
                    balancer_start_ns: 1.7960057769374e18,
                    balancer_latency: 0,
                    balancer_latency_ns: 22784,
                },
            ],
            authenticated_entity: { id: "k", consumer_id: "c" },
            consumer: { id: "c", username: "jane", custom_id: "jane" },
            client_ip: "192.0.2.1",
            started_at: 1796005776935,
            source: "upstream",
            workspace: "0dc6f45b-8f8d-40d2-a504-473544ee190b",
            workspace_name: "default",
        });
        const fragment = one({ hex: { uri: hexOf("/mock#token=secret?a"), upstream: hexOf("/get#token=secret") } });
        assert.deepEqual([fragment.request?.uri, fragment.upstream_uri], ["/mock", "/get"]);
        const asked = one({}, {}, true);
        assert.deepEqual([asked.request?.uri, asked.upstream_uri], ["/mock?token=secret", "/get?token=secret"]);
    });

    it("bears a request of which Kong knows nothing, and leaves nginx a line of its own where it cannot", () => {
        const line = one({
            setup: 'ngx.ctx, source = {}, "error" for name in pairs(ngx.var) do if not name:find("access") then ngx.var[name] = nil end end',
        });
        assert.deepEqual(
            [line.route, line.tries, line.source, line.request],
            [undefined, undefined, "kong", { id: "", method: "GET", uri: "", host: "", size: 0 }],
        );
        assert.deepEqual(linesOf([{ setup: "kong.response.get_source = nil" }]), [Buffer.alloc(0)]);
    });

    it("names the trace as W3C does, and only one that is recorded", () => {
        const traceOf = (id: string, root: string): unknown =>
            one({ setup: `ngx.ctx.TRACING_CONTEXT = { trace_id = ${id} } ngx.ctx.KONG_SPANS = ${root}` }).trace_id;
        const recorded = "{ { should_sample = true, attributes = {} } }";
        const raw = String.raw`{ raw = "\10\247\101\25\22\205\67\221\132\72\235\33\28\128\49\156" }`;
        assert.equal(traceOf(raw, recorded), "0af7651916cd43dd8448eb211c80319c");
        assert.equal(
            traceOf(String.raw`{ raw = "\0\240\103\170\11\169\2\183" }`, recorded),
            "000000000000000000f067aa0ba902b7",
        );
        assert.equal(
            traceOf('{ formatted = { w3c = "0af7651916cd43dd8448eb211c80319c" } }', recorded),
            "0af7651916cd43dd8448eb211c80319c",
        );
        for (const root of [
            "nil",
            "{}",
            "{ { should_sample = false } }",
            '{ { should_sample = true, attributes = { ["kong.propagation_only"] = true } } }',
        ]) {
            assert.equal(traceOf(raw, root), undefined, root);
        }
    });

    it("takes the configuration's own fields and what plugins add, in and out, and none that fails", () => {
        const fields = {
            tenant: "return kong.request.get_header('x')",
            "request.more": "return { 1, { deep = true } }",
            client_ip: "return nil",
            broken: "error('x')",
            "tries.a.b": "return 1",
        };
        const line = one(
            {
                hex: { added: hexOf("c1") },
                setup: 'table.insert(ngx.ctx.serialize_values, { key = "source", value = "mine", mode = "add" })',
            },
            fields,
        );
        assert.deepEqual(
            [line.tenant, line.request?.more, line.correlation_id, line.ai, line.source],
            ["a header", [1, { deep: true }], "c1", { more: ["c1", "c1"] }, "upstream"],
        );
        assert.ok(!("client_ip" in line) && !("broken" in line));
    });

    it("is JSON of at most 4,096 bytes with its newline, whatever a client sends", () => {
        const requests = hostileRequests(400);
        const lines = linesOf(requests);
        assert.ok(Math.max(...lines.map(({ length }) => length)) > 3000);
        for (const [index, line] of lines.entries()) {
            assert.ok(line.length > 0 && line.length <= 4095, `${line.length}: ${JSON.stringify(requests[index])}`);
            parse(line);
        }
        // Written out or by way of a table, it is the same line.
        const general = linesOf(requests, { none: "return nil" });
        assert.deepEqual(general.map(parse), lines.map(parse));
    });

    it("stays so with fields of one's own, which give way before it gets longer", () => {
        const long = Array.from({ length: 60 }, (_, index) => [
            `field${index}`,
            `return string.rep("\\n", ${index * 50})`,
        ]);
        const fields = Object.fromEntries([...long, ["client_ip", "return nil"]]) as Fields;
        for (const line of linesOf([...hostileRequests(40), { hex: { added: hexOf("x".repeat(9000)) } }], fields)) {
            assert.ok(line.length > 0 && line.length <= 4095);
            assert.ok(!("client_ip" in parse(line)));
        }
    });
});
