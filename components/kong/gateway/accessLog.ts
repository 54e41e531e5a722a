import type { FileLogConfig } from "./model";

export interface AccessLogSettings {
    enabled: boolean;
    /** Whether query strings are written: they often carry what is secret. */
    queryString: boolean;
}

/** Where whoever collects container logs finds the lines. */
export const accessLogPath = "/dev/stdout";

/**
 * Kong's `file-log` plugin: one JSON line a request. Kong's own fields, without headers (cookies, tokens), without query strings unless asked
 * for, and cut so that a line stays below the 4096 bytes that workers can write to a pipe without mixing.
 *
 * Each value is Lua that Kong runs in its sandbox when a request ends; nil takes a field out. An error in one would lose the line, so none
 * trusts that something is there. Kong keeps no order among them, so none builds on another.
 */
export function accessLogConfig({ queryString }: AccessLogSettings): FileLogConfig {
    return {
        path: accessLogPath,
        custom_fields_by_lua: {
            "request.headers": "return nil",
            "response.headers": "return nil",
            "request.querystring": "return nil",
            "request.url": "return nil",
            "request.host": 'return string.sub(kong.request.get_host() or "", 1, 255)',
            "request.user_agent": 'local agent = kong.request.get_header("user-agent") return agent and string.sub(agent, 1, 255)',
            "request.uri": cut(queryString ? "kong.request.get_path_with_query()" : "kong.request.get_raw_path()"),
            upstream_uri: cut(queryString ? "upstream" : 'string.match(upstream, "^[^?]*")', 'local upstream = ngx.var.upstream_uri or "" '),
            // The whole entities would repeat the configuration in every line.
            route: named("route"),
            service: named("service"),
            trace_id: traceId,
        },
    };
}

function cut(text: string, before = ""): string {
    return `${before}return string.sub(${text}, 1, 512)`;
}

function named(entity: "route" | "service"): string {
    return `local it = kong.router.get_${entity}() return it and { id = it.id, name = it.name }`;
}

/**
 * The trace id as W3C writes it: 32 hexadecimal digits. Kong's own `trace_id` is there only where the opentelemetry plugin saw the request
 * come in; a request that found no route or was refused by another plugin has a trace, too, and its id only in Kong's context
 * (kong/observability/tracing/tracing_context.lua at tag 3.9.3).
 */
const traceId = [
    "local context = ngx.ctx.TRACING_CONTEXT",
    "local id = context and context.trace_id",
    "if not id then return nil end",
    "if not id.raw then return id.formatted and id.formatted.w3c end",
    'local hex = string.gsub(id.raw, ".", function(byte) return string.format("%02x", string.byte(byte)) end)',
    'return string.sub(string.rep("0", 32) .. hex, -32)',
].join("\n");
