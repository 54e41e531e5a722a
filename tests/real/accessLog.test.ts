import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { accessLogConfig } from "../../components/kong/gateway/accessLog";

/** LuaJIT, in which Kong runs: in `LUAJIT`, or on the PATH. */
const luajit = process.env.LUAJIT ?? "luajit";

/** What each field becomes in a request, of which `setup` is what Kong would know; the string is Lua. */
function fieldsOf(setup: string, queryString = false): Record<string, string> {
    const fields = Object.entries(accessLogConfig({ enabled: true, queryString }).custom_fields_by_lua ?? {});
    const program = [
        "ngx = { ctx = {}, var = {} }",
        "local entities = {}",
        'kong = { router = { get_route = function() return entities.route end, get_service = function() return entities.service end }, request = { get_host = function() return "gateway.example" end, get_header = function() return entities.agent end, get_raw_path = function() return entities.path or "" end, get_path_with_query = function() return (entities.path or "") .. "?token=secret" end } }',
        setup,
        // As Kong's sandbox has it: nothing but the language's own functions, kong and ngx.
        "local env = { kong = kong, ngx = ngx, string = string }",
        'local function show(value) return type(value) == "table" and value.id .. "/" .. value.name or tostring(value) end',
        ...fields.map(([field, lua]) => `print("${field}", show((load(${JSON.stringify(lua)}, nil, "t", env))()))`),
    ].join("\n");
    const { stdout, stderr } = spawnSync(luajit, ["-"], { input: program, encoding: "utf8" });
    assert.equal(stderr, "");
    return Object.fromEntries(stdout.trimEnd().split("\n").map((line) => line.split("\t") as [string, string]));
}

describe("the access log's fields in a real LuaJIT", function () {
    before(function () {
        if (spawnSync(luajit, ["-v"]).error !== undefined) {
            this.skip();
        }
    });

    const routed = 'entities = { route = { id = "a1", name = "mock", paths = {} }, service = { id = "b2", name = "httpbin" }, agent = "curl/8", path = "/mock" } ngx.var.upstream_uri = "/?token=secret" ';

    it("hold no header and no query string, and of entities what names them", () => {
        const { trace_id: traceId, ...fields } = fieldsOf(routed);
        assert.deepEqual(fields, {
            "request.headers": "nil",
            "response.headers": "nil",
            "request.querystring": "nil",
            "request.url": "nil",
            "request.host": "gateway.example",
            "request.user_agent": "curl/8",
            "request.uri": "/mock",
            upstream_uri: "/",
            route: "a1/mock",
            service: "b2/httpbin",
        });
        assert.equal(traceId, "nil");
        assert.deepEqual([fieldsOf(routed, true)["request.uri"], fieldsOf(routed, true).upstream_uri], ["/mock?token=secret", "/?token=secret"]);
    });

    it("bear a request of which Kong knows nothing, such as one that is no HTTP", () => {
        const fields = fieldsOf("kong.request.get_host = function() end");
        assert.deepEqual([fields["request.host"], fields["request.user_agent"], fields.upstream_uri, fields.route, fields.service, fields.trace_id], ["", "nil", "", "nil", "nil", "nil"]);
    });

    it("write the trace's id as W3C does, whatever its length", () => {
        const traceOf = (context: string): string | undefined => fieldsOf(`ngx.ctx.TRACING_CONTEXT = { trace_id = ${context} }`).trace_id;
        assert.equal(traceOf('{ raw = "\\10\\247\\101\\25\\22\\205\\67\\221\\132\\72\\235\\33\\28\\128\\49\\156" }'), "0af7651916cd43dd8448eb211c80319c");
        assert.equal(traceOf('{ raw = "\\0\\240\\103\\170\\11\\169\\2\\183" }'), "000000000000000000f067aa0ba902b7");
        assert.equal(traceOf('{ formatted = { w3c = "0af7651916cd43dd8448eb211c80319c" } }'), "0af7651916cd43dd8448eb211c80319c");
    });

    it("cut what would make a line longer than a pipe keeps in one piece", () => {
        const fields = fieldsOf('entities = { path = "/" .. string.rep("a", 9000), agent = string.rep("b", 9000) } ngx.var.upstream_uri = string.rep("c", 9000)');
        assert.deepEqual([fields["request.uri"]?.length, fields["request.user_agent"]?.length, fields.upstream_uri?.length], [512, 255, 512]);
    });
});
