import assert from "node:assert/strict";
import type { Plan } from "../../../tools/plan/evaluate";
import {
    type Datasource,
    datasourcesAnswer,
    type LogLine,
    type Span,
    type Window,
} from "../../../tools/verify/backends";
import { logsQuery, shiftMs } from "../../../tools/verify/checks/links";
import { configMapType, datasourcesOf, ofType } from "../../tools/plan/stacks";

interface Tags {
    tags: { key: string; value?: string }[];
}
interface Shifts {
    spanStartTimeShift: string;
    spanEndTimeShift: string;
}
interface TempoData {
    tracesToLogsV2?: Tags & Shifts & { datasourceUid: string; customQuery: boolean; query: string };
    tracesToMetrics?: Tags & Shifts & { datasourceUid: string; queries: { name: string; query: string }[] };
    serviceMap?: { datasourceUid: string };
    nodeGraph?: { enabled: boolean };
}
interface DerivedField {
    name: string;
    datasourceUid: string;
    url: string;
    matcherType?: "label" | "regex";
    matcherRegex: string;
}

/** A query that a link leads to. */
export interface Asked {
    query: string;
    window: Window;
}

/**
 * Where Grafana's links lead, with the planned datasources: what its trace view, its Loki datasource and its graphs make
 * of them (read in Grafana's createSpanLink.tsx, getDerivedFields.ts, exemplars of the Prometheus datasource). A link to
 * a datasource of another kind than it should have fails.
 */
export class Links {
    private readonly datasources: Datasource[];

    constructor(planned: Plan) {
        // As Grafana expands provisioning files.
        const text = JSON.stringify(datasourcesOf(planned)).replaceAll("$$", "$");
        this.datasources = datasourcesAnswer.parse(JSON.parse(text));
    }

    private data<T>(type: string): T {
        const found = this.datasources.filter((datasource) => datasource.type === type);
        assert.equal(found.length, 1, `one datasource ${type}`);
        return found[0]?.jsonData as T;
    }

    private leadsTo(uid: string | undefined, type: string): void {
        assert.equal(this.datasources.find((datasource) => datasource.uid === uid)?.type, type, `a link to ${uid}`);
    }

    /** "Logs for this span". */
    logs(traceId: string, span: Span): Asked {
        const link = this.data<TempoData>("tempo").tracesToLogsV2;
        this.leadsTo(link?.datasourceUid, "loki");
        assert.ok(link?.customQuery, "Grafana takes the query only where it is told so");
        return { query: logsQuery(link, shown(traceId), span), window: around(link, span) };
    }

    /** The metrics of a span, by name. */
    metrics(traceId: string, span: Span): Record<string, Asked> {
        const link = this.data<TempoData>("tempo").tracesToMetrics;
        this.leadsTo(link?.datasourceUid, "prometheus");
        const { tags = [], queries = [] } = link ?? {};
        return Object.fromEntries(
            queries.map(({ name, query }) => [
                name,
                { query: logsQuery({ query, tags }, shown(traceId), span), window: around(link as Shifts, span) },
            ]),
        );
    }

    /** The id of the trace to which a line leads; of fields with the same name the first counts. */
    trace(line: LogLine): string | undefined {
        const { derivedFields = [] } = this.data<{ derivedFields?: DerivedField[] }>("loki");
        const [field] = derivedFields.filter(({ name }) => name === "trace_id");
        this.leadsTo(field?.datasourceUid, "tempo");
        assert.equal(field?.url, "${__value.raw}");
        const pattern = new RegExp(field?.matcherRegex ?? "");
        return field?.matcherType === "label"
            ? Object.entries(line.labels).find(([label]) => pattern.test(label))?.[1]
            : pattern.exec(line.text)?.[1];
    }

    /** The ids of traces to which an exemplar leads. */
    tracesOfExemplar(labels: Record<string, string>): string[] {
        const { exemplarTraceIdDestinations = [] } = this.data<{
            exemplarTraceIdDestinations?: { name: string; datasourceUid: string }[];
        }>("prometheus");
        return exemplarTraceIdDestinations.flatMap(({ name, datasourceUid }) => {
            this.leadsTo(datasourceUid, "tempo");
            return labels[name] ?? [];
        });
    }

    /** Whether there are a service graph, which is asked of Prometheus, and a node graph of each trace. */
    graphs(): { service: boolean; nodes: boolean } {
        const { serviceMap, nodeGraph } = this.data<TempoData>("tempo");
        this.leadsTo(serviceMap?.datasourceUid, "prometheus");
        return { service: serviceMap !== undefined, nodes: nodeGraph?.enabled === true };
    }
}

/** Grafana shows an id of 64 bits without the zeros before it (its trace_transform.go). */
const shown = (traceId: string): string => traceId.replace(/^0{16}/, "");

const around = ({ spanStartTimeShift, spanEndTimeShift }: Shifts, { start, end }: Span): Window => ({
    from: start + shiftMs(spanStartTimeShift),
    to: end + shiftMs(spanEndTimeShift),
});

/** A query of a planned dashboard. */
export interface PanelQuery {
    expr: string;
    exemplar: boolean;
    type: string;
}

/** What the panels of a planned dashboard ask, by its UID. */
export function panelQueries(planned: Plan, uid: string): PanelQuery[] {
    const [found] = ofType(planned, configMapType)
        .filter(({ inputs }) => JSON.stringify(inputs.metadata).includes("grafana_dashboard"))
        .flatMap(({ inputs }) => Object.values(inputs.data as Record<string, string>))
        .map((text) => JSON.parse(text) as { uid: string; panels: { targets?: Target[] }[] })
        .filter((dashboard) => dashboard.uid === uid);
    return (found?.panels ?? []).flatMap(({ targets = [] }) =>
        targets.flatMap(({ expr, exemplar = false, datasource }) =>
            expr === undefined ? [] : [{ expr, exemplar, type: datasource.type }],
        ),
    );
}

interface Target {
    expr?: string;
    exemplar?: boolean;
    datasource: { type: string };
}
