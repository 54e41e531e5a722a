/**
 * How text lines name their request's trace and span: `trace_id=…` in most loggers, and `[TRACE-SPAN]` in Spring Boot.
 * Regular expressions are RE2; each starts with a text that can be searched for.
 */
export const tracesInText = [
    String.raw`trace_?[iI][dD]["']?[=:] ?["']?(?P<trace_id>[0-9a-f]{32})\b`,
    String.raw`span_?[iI][dD]["']?[=:] ?["']?(?P<span_id>[0-9a-f]{16})\b`,
    String.raw`\[(?P<trace_id>[0-9a-f]{32})-(?P<span_id>[0-9a-f]{16})\]`,
];
