import { runningFirst } from "./luaPlugin";
import type { Plugin } from "../../../model/plugins";

/** Runs after `opentelemetry` has decided (its priority is 14, this one's -1000). */
export const trustPlugin = "post-function";

/**
 * Records every request whose `traceparent` says that it is sampled, whatever our own rate. Kong 3.9 has no setting for
 * this: its sampler follows a caller who has not sampled, and applies the rate to all others (kong/pdk/tracing.lua).
 * Once the plugin has read the caller's flags they are in Kong's context (kong/plugins/opentelemetry/traces.lua). The
 * header to the upstream is then rewritten, so that it says what is recorded.
 */
const recordWhatCallersSampled = [
    "local context, spans = ngx.ctx.TRACING_CONTEXT, ngx.ctx.KONG_SPANS",
    "local root, flags = spans and spans[1], context and context.flags",
    "if not root or not flags or flags % 2 == 0 or root.should_sample then return end",
    "kong.tracing:set_should_sample(true)",
    "local balancer = context.unlinked_spans and context.unlinked_spans.balancer",
    "if balancer then balancer.should_sample = true end",
    'local sent = kong.request.get_header("traceparent")',
    'if sent then kong.service.request.set_header("traceparent", string.sub(sent, 1, -3) .. "01") end',
].join("\n");

/** Puts it before the code that the configuration runs in the same plugin. */
export function trustingCallers(plugins: Plugin[]): Plugin[] {
    const own = plugins.find(({ name }) => name === trustPlugin);
    return [
        ...plugins.filter((plugin) => plugin !== own),
        runningFirst(trustPlugin, "access", recordWhatCallersSampled, own),
    ];
}
