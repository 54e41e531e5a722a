/**
 * How lines of text name their request's trace and span, for whoever reads them: `trace_id=…` in most loggers' words, and
 * `[TRACE-SPAN]` in Spring Boot's. Regular expressions are RE2; each begins with what it can be looked for by.
 */
export const tracesInText = [
    String.raw`trace_?[iI][dD]["']?[=:] ?["']?(?P<trace_id>[0-9a-f]{32})\b`,
    String.raw`span_?[iI][dD]["']?[=:] ?["']?(?P<span_id>[0-9a-f]{16})\b`,
    String.raw`\[(?P<trace_id>[0-9a-f]{32})-(?P<span_id>[0-9a-f]{16})\]`,
];
