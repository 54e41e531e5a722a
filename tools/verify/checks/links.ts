import { z } from "zod";
import type { Datasource, LogLine, Span } from "../backends";
import { whyNoAnswer } from "../causes";
import { poll } from "../poll";
import { accessLogTraceId, linesOf } from "./accessLogs";
import { type Advice, found, missing, type Outcome, type Run, skipped, type Tell } from "./check";
import { kongScope } from "./traces";

/** The provisioned datasources, from Grafana itself or from its ConfigMaps; or why they are unknown. */
export type Provisioned = { datasources: Datasource[]; from: string } | { reason: string };

const traceToLogsSettings = z.object({
    tracesToLogsV2: z.object({
        datasourceUid: z.string(),
        query: z.string(),
        spanStartTimeShift: z.string().default("0"),
        spanEndTimeShift: z.string().default("0"),
        tags: z.array(z.object({ key: z.string(), value: z.string().optional() })).default([]),
    }),
});
const derivedFieldsSettings = z.object({
    derivedFields: z.array(
        z.object({
            // A link to a page has none.
            datasourceUid: z.string().optional(),
            matcherType: z.enum(["label", "regex"]).default("regex"),
            matcherRegex: z.string(),
            url: z.string(),
        }),
    ),
});
const exemplarSettings = z.object({
    exemplarTraceIdDestinations: z.array(z.object({ name: z.string(), datasourceUid: z.string() })),
});

const fix = (run: Run): Advice => ({
    cause: "The datasource in Grafana is not as this program provisions it.",
    command: `kubectl -n ${run.namespaces.observability} get configmaps -l grafana_datasource -o yaml; npx pulumi up --refresh --stack ${run.stack}`,
});

/** A datasource's settings, or why the link cannot be followed. */
function settingsOf<T>(
    run: Run,
    provisioned: Provisioned,
    type: string,
    schema: z.ZodType<T>,
): { settings: T; datasources: Datasource[] } | { outcome: Outcome } {
    if ("reason" in provisioned) {
        return { outcome: skipped(provisioned.reason) };
    }
    // The stack may have others of the type; ours have it for their uid.
    const ofType = provisioned.datasources.filter((candidate) => candidate.type === type);
    const datasource = ofType.find(({ uid }) => uid === type) ?? ofType[0];
    const parsed = schema.safeParse(datasource?.jsonData);
    return parsed.success
        ? { settings: parsed.data, datasources: provisioned.datasources }
        : {
              outcome: missing(
                  datasource === undefined
                      ? `no datasource ${type} is provisioned`
                      : `the datasource ${datasource.name} has no such link`,
                  fix(run),
              ),
          };
}

const typeOf = (datasources: Datasource[], uid: string | undefined): string | undefined =>
    datasources.find((datasource) => datasource.uid === uid)?.type;

/** Runs Grafana's query for "Logs for this span" against Loki, and expects the access-log line of the same request. */
export async function traceToLogs(
    run: Run,
    [traceId, spans]: [string, Span[]],
    provisioned: Provisioned,
): Promise<Outcome> {
    const link = settingsOf(run, provisioned, "tempo", traceToLogsSettings);
    if ("outcome" in link) {
        return link.outcome;
    }
    const { tracesToLogsV2 } = link.settings;
    if (typeOf(link.datasources, tracesToLogsV2.datasourceUid) !== "loki") {
        return missing(`the link leads to ${tracesToLogsV2.datasourceUid}, which is no datasource of Loki's`, fix(run));
    }
    const span = spans.find(({ scope }) => scope === kongScope) as Span;
    const query = logsQuery(tracesToLogsV2, traceId, span);
    const during = {
        from: span.start + shiftMs(tracesToLogsV2.spanStartTimeShift),
        to: span.end + shiftMs(tracesToLogsV2.spanEndTimeShift),
    };
    const polled = await poll(
        run.shortPatience,
        async () => {
            const lines = await linesOf(run.loki, query, during);
            return { done: lines.has(traceId), progress: query, value: undefined };
        },
        () => undefined,
    );
    if ("error" in polled) {
        return missing(polled.error.message, whyNoAnswer(run, "Loki", polled.error));
    }
    return polled.found
        ? found('"Logs for this span" finds the request\'s line')
        : missing(`"Logs for this span" does not find the line: ${query}`, fix(run));
}

/** The query as Grafana fills it in: the span's tags, under their names in Loki. */
export function logsQuery(
    { query, tags }: { query: string; tags: { key: string; value?: string | undefined }[] },
    traceId: string,
    { attributes }: Pick<Span, "attributes">,
): string {
    const matchers = tags
        .filter(({ key }) => attributes[key] !== undefined)
        .map(({ key, value }) => `${value ?? key}="${attributes[key]}"`);
    return query
        .replaceAll(/\$(\{__tags\}|__tags\b)/g, matchers.join(", "))
        .replaceAll("${__span.traceId}", traceId)
        .replaceAll("${__trace.traceId}", traceId);
}

/** `-5m` in milliseconds. */
export function shiftMs(shift: string): number {
    const [, sign, amount = "0", unit = "s"] = /^(-?)(\d+)(ms|s|m|h)?$/.exec(shift) ?? [];
    return (sign === "-" ? -1 : 1) * Number(amount) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit] ?? 0);
}

/** The link on a log line of a trace in Tempo passes that trace's id to Tempo. */
export function logToTrace(run: Run, line: LogLine, provisioned: Provisioned): Outcome {
    const link = settingsOf(run, provisioned, "loki", derivedFieldsSettings);
    if ("outcome" in link) {
        return link.outcome;
    }
    const field = link.settings.derivedFields.find(
        ({ datasourceUid }) => typeOf(link.datasources, datasourceUid) === "tempo",
    );
    if (field === undefined) {
        return missing("no link of Loki's datasource leads to Tempo", fix(run));
    }
    const pattern = new RegExp(field.matcherRegex);
    const value =
        field.matcherType === "label"
            ? Object.entries(line.labels).find(([label]) => pattern.test(label))?.[1]
            : pattern.exec(line.text)?.[1];
    if (value === undefined || value !== accessLogTraceId(line.text)) {
        return missing(`the line's link carries ${value ?? "nothing"} instead of its trace id`, fix(run));
    }
    return found(`the line's link "${field.matcherRegex}" leads to its trace`);
}

/** As in the dashboard: only spans of whole requests. */
const latencies = 'traces_spanmetrics_latency_bucket{span_kind="SPAN_KIND_SERVER"}';

/** An exemplar of Tempo's span metrics, which Grafana shows as a dot on a graph, leads to a trace that Tempo has. */
export async function metricToTrace(
    run: Run,
    foundTraces: ReadonlyMap<string, unknown>,
    provisioned: Provisioned,
    tell: Tell,
): Promise<Outcome> {
    const link = settingsOf(run, provisioned, "prometheus", exemplarSettings);
    if ("outcome" in link) {
        return link.outcome;
    }
    const labels = link.settings.exemplarTraceIdDestinations
        .filter(({ datasourceUid }) => typeOf(link.datasources, datasourceUid) === "tempo")
        .map(({ name }) => name);
    const polled = await poll(
        run.patience,
        async () => {
            const exemplars = await run.prometheus.exemplars(latencies, {
                from: run.sentAt - 60_000,
                to: Date.now() + 60_000,
            });
            const ids = exemplars.flatMap((exemplar) => labels.flatMap((label) => exemplar.labels[label] ?? []));
            const own = ids.find((id) => foundTraces.has(id.padStart(32, "0")));
            const resolved = own ?? (await firstResolved(run, ids.slice(-3)));
            return {
                done: resolved !== undefined,
                progress:
                    ids.length > 0
                        ? `${ids.length} exemplars, none of them a trace in Tempo`
                        : `${exemplars.length} exemplars with a label that Grafana links`,
                value: { own: own !== undefined },
            };
        },
        tell,
    );
    if ("error" in polled) {
        return missing(polled.error.message, whyNoAnswer(run, "Prometheus", polled.error));
    }
    return polled.found
        ? found(
              `an exemplar of traces_spanmetrics_latency leads to ${polled.value.own ? "one of these traces" : "a trace in Tempo"}`,
          )
        : missing(polled.progress, {
              cause: "Tempo's metrics generator writes no exemplars to Prometheus: it is off, its remote write fails, or Prometheus stores none.",
              command: `kubectl -n ${run.namespaces.observability} logs statefulset/tempo --since=10m | grep -i -E 'generator|remote'`,
          });
}

async function firstResolved(run: Run, ids: string[]): Promise<string | undefined> {
    for (const id of ids) {
        if ((await run.tempo.trace(id)).length > 0) {
            return id;
        }
    }
    return undefined;
}
