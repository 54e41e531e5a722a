import type * as pulumi from "@pulumi/pulumi";
import { dashboardUids } from "../../../model/dashboards";
import { servedRequests } from "../../shared/series";
import {
    datasourceTypes,
    datasourceUids,
    type OwnDatasource,
    type workspaceDatasource,
    workspaceIdentity,
} from "../../../model/datasources";
import type { ExistingGrafana } from "../../../model/existing";
import type { CredentialTexts } from "../../shared/credentials";
import type { StoreAccess } from "../shared/existingStores";
import { type AmazonManagedPrometheus, workspaceUrl } from "../../../model/destinations";
import type { DatasourceName, DatasourceUrls, LogIngestion } from "../../../model/layers";

export interface DatasourcesArgs {
    /** Namespace of the stack's observability. */
    namespace: string;
    /**
     * A Grafana that exists, whose sidecar looks in its own namespace.
     * @default the one of this stack
     */
    grafana?: ExistingGrafana;
    /** Secret texts of the stack, for such a Grafana. */
    credentials?: CredentialTexts;
    urls: DatasourceUrls<pulumi.Input<string>>;
    /**
     * What stores that exist are sent with each query.
     * @default nothing
     */
    access?: Partial<Record<DatasourceName, StoreAccess>>;
    /** Whether Tempo's metrics generator writes to this Prometheus. */
    spanMetrics: boolean;
    /** The smallest useful step of a graph, as a Go duration. */
    scrapeInterval: string;
    logIngestion: LogIngestion;
    /**
     * The stack's own datasources.
     * @default none
     */
    own?: readonly OwnDatasource[];
    /**
     * Workspaces of Amazon Managed Prometheus.
     * @default none
     */
    workspaces?: AmazonManagedPrometheus[];
}

/** One Grafana datasource, in the form of provisioning files. */
export interface Datasource {
    name: string;
    uid: string;
    type: (typeof datasourceTypes)[DatasourceName] | typeof workspaceDatasource;
    access: "proxy";
    url: pulumi.Input<string>;
    isDefault: boolean;
    jsonData: object;
}

/**
 * The datasources and the links between them: trace → logs, trace → metrics, log → trace, exemplar → trace, service
 * graph. Grafana expands `$name` in provisioning files, so a literal `$` is written `$$`.
 */
export function datasources(args: Omit<DatasourcesArgs, "namespace">): Datasource[] {
    const { prometheus, alertmanager, loki, tempo, deepflow } = args.urls;
    const isDefault = args.grafana === undefined && args.own?.some((own) => own.isDefault) !== true;
    return [
        { ...common("prometheus", "Prometheus", prometheus), isDefault, jsonData: prometheusData(args) },
        ...(alertmanager === undefined
            ? []
            : [
                  {
                      ...common("alertmanager", "Alertmanager", alertmanager),
                      jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
                  },
              ]),
        ...(loki === undefined
            ? []
            : [
                  {
                      ...common("loki", "Loki", loki),
                      jsonData: { ...(tempo !== undefined && { derivedFields: derivedFields(args.logIngestion) }) },
                  },
              ]),
        ...(tempo === undefined ? [] : [{ ...common("tempo", "Tempo", tempo), jsonData: tempoData(args) }]),
        ...(deepflow === undefined ? [] : [{ ...common("deepflow", "DeepFlow", deepflow), jsonData: deepflowData }]),
        ...workspaces(args),
    ];
}

/** Requests are signed with the AWS credentials of Grafana's pod. */
function workspaces({ workspaces: all = [], ...args }: Omit<DatasourcesArgs, "namespace">): Datasource[] {
    return all
        .filter(({ datasource }) => datasource !== undefined)
        .map((workspace) => ({
            access: "proxy",
            isDefault: false,
            ...workspaceIdentity(workspace.name),
            url: workspaceUrl(workspace),
            jsonData: {
                ...prometheusData(args),
                sigV4Auth: true,
                sigV4AuthType: "default",
                sigV4Region: workspace.region,
            },
        }));
}

function common(which: DatasourceName, name: string, url: pulumi.Input<string>): Omit<Datasource, "jsonData"> {
    const [uid, type] = [datasourceUids[which], datasourceTypes[which]];
    return { access: "proxy", isDefault: false, name, uid, type, url };
}

/** Its querier has neither rules nor metadata, and samples each minute. */
const deepflowData = { httpMethod: "POST", timeInterval: "1m", manageAlerts: false, prometheusType: "Prometheus" };

function prometheusData({ scrapeInterval, urls }: Pick<DatasourcesArgs, "scrapeInterval" | "urls">): object {
    const { tempo } = datasourceUids;
    return {
        httpMethod: "POST",
        timeInterval: scrapeInterval,
        ...(urls.tempo !== undefined && {
            // The label is traceID in Tempo's metrics generator, trace_id in OpenTelemetry SDKs.
            exemplarTraceIdDestinations: [
                { name: "traceID", datasourceUid: tempo },
                { name: "trace_id", datasourceUid: tempo },
            ],
        }),
    };
}

function tempoData({
    urls,
    logIngestion,
    spanMetrics,
}: Pick<DatasourcesArgs, "urls" | "logIngestion" | "spanMetrics">): object {
    const { loki, prometheus } = datasourceUids;
    const around = { spanStartTimeShift: "-5m", spanEndTimeShift: "5m" };
    return {
        ...(urls.loki !== undefined && {
            tracesToLogsV2: {
                datasourceUid: loki,
                ...around,
                tags: [{ key: "service.name", value: "service_name" }],
                customQuery: true,
                query: logsOfSpan(logIngestion),
            },
        }),
        ...(spanMetrics && {
            tracesToMetrics: {
                datasourceUid: prometheus,
                ...around,
                tags: [{ key: "service.name", value: "service" }],
                queries: metricsOfSpan(),
            },
            serviceMap: { datasourceUid: prometheus },
        }),
        nodeGraph: { enabled: true },
    };
}

/** Links from a span to the metrics of its service. Grafana replaces `$__tags` by the span's `tags`. */
function metricsOfSpan(): { name: string; query: string }[] {
    const rate = (series: string, labels = ""): string =>
        `rate(traces_spanmetrics_${series}{${servedRequests}${labels}, $$__tags}[5m])`;
    return [
        { name: "Request rate", query: `sum(${rate("calls_total")})` },
        { name: "Error rate", query: `sum(${rate("calls_total", ', status_code="STATUS_CODE_ERROR"')})` },
        {
            name: "Latency, 95th percentile",
            query: `histogram_quantile(0.95, sum by (le) (${rate("latency_bucket")}))`,
        },
    ];
}

/** OTLP keeps a record's trace id as structured metadata; promtail leaves it in the line. */
function derivedFields(ingestion: LogIngestion): object[] {
    const link = {
        name: "trace_id",
        datasourceUid: datasourceUids.tempo,
        url: "$${__value.raw}",
        urlDisplayLabel: "Trace",
    };
    // Of one name Grafana makes one field with several links, and finds the id as the first of them says.
    const request = {
        name: link.name,
        url: `/d/${dashboardUids.request}?var-trace_id=$\${__value.raw}&$\${__url_time_range}`,
        urlDisplayLabel: "Request",
    };
    const links = [link, request];
    return ingestion === "otlp"
        ? links.map((each) => ({ ...each, matcherType: "label", matcherRegex: "^trace_id$$" }))
        : links.map((each) => ({
              ...each,
              matcherType: "regex",
              matcherRegex: '"?trace_?[iI]d"?[=:]\\s*"?([0-9a-f]{32})',
          }));
}

/**
 * The lines of a span's service. Grafana omits leading zeros of a 64-bit id (trace_transform.go of its Tempo
 * datasource), Loki has the full id. Promtail's labels have no service name, so there it is any line with the id.
 */
const logsOfSpan = (logIngestion: LogIngestion): string =>
    logIngestion === "otlp"
        ? '{$${__tags}} | trace_id=~"0*$${__span.traceId}"'
        : '{namespace=~".+"} |= "$${__span.traceId}"';
