import { textAt, type Values } from "../../library/resource";

/**
 * The formats in which Kong 3.9 sends a trace on of which the request said nothing, by the plugin's configuration
 * (kong/observability/tracing/propagation/init.lua, get_plugin_params).
 */
export function sentOn(config: Values): string[] {
    const propagation = config.propagation ?? {};
    const byDefault = textAt(propagation, "default_format") ?? "w3c";
    const headerType = textAt(config, "header_type") ?? "preserve";
    const resolved = (format: string): string => (format === "preserve" ? byDefault : format);
    const inject = (propagation as Values).inject;
    if (Array.isArray(inject)) {
        return inject.map(String).map(resolved);
    }
    // With any other key set Kong takes the record as it is, and injects nothing.
    const isSet = Object.entries(propagation).some(([key, value]) => key !== "default_format" && value !== null);
    return isSet ? [] : [...new Set([resolved(headerType === "ignore" ? "preserve" : headerType), byDefault])];
}

/** The propagators of SDKs that read each of Kong's formats. */
const readBy: Record<string, readonly string[]> = {
    w3c: ["tracecontext"],
    b3: ["b3", "b3multi"],
    "b3-single": ["b3", "b3multi"],
    jaeger: ["jaeger"],
    ot: ["ottrace"],
    aws: ["xray"],
};

export function understands(propagators: readonly string[], format: string): boolean {
    return (readBy[format] ?? []).some((one) => propagators.includes(one));
}
