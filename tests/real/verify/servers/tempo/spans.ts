/** A span as Tempo's API shows it, as far as the tests look; numbers as text. */
export interface Span {
    name: string;
    scope: string;
    kind: string;
    status: string;
    attributes: Record<string, string>;
}

interface Trace {
    trace?: { resourceSpans?: { scopeSpans?: { scope?: { name?: string }; spans?: RawSpan[] }[] }[] };
}
interface RawSpan {
    name: string;
    kind?: string;
    status?: { code?: string };
    attributes?: { key: string; value?: Record<string, unknown> }[];
}

/** The spans of a trace with kind and status, which verify has no use for; none where there is no such trace. */
export async function spansOf(tempoUrl: string, traceId: string): Promise<Span[]> {
    const response = await fetch(`${tempoUrl}/api/v2/traces/${traceId}`);
    const { trace } = response.ok ? ((await response.json()) as Trace) : {};
    return (trace?.resourceSpans ?? []).flatMap(({ scopeSpans = [] }) =>
        scopeSpans.flatMap(({ scope, spans = [] }) =>
            spans.map(({ name, kind = "", status, attributes = [] }) => ({
                name,
                scope: scope?.name ?? "",
                kind,
                status: status?.code ?? "STATUS_CODE_UNSET",
                attributes: Object.fromEntries(
                    attributes.map(({ key, value = {} }) => [key, String(Object.values(value)[0])]),
                ),
            })),
        ),
    );
}
