import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { Component, type ComponentOptions } from "../../shared/component";
import { datasourcesRely, sidecarLabels, sidecarLabelValue } from "./relies";
import { dashboardUids } from "../../../model/dashboards";
import { servedRequests } from "../../shared/series";
import {
    datasourceUids,
    type OwnDatasource,
    type workspaceDatasource,
    workspaceIdentity,
} from "../../../model/datasources";
import { addressParts, namedService } from "../../../model/services";
import { ownDatasource } from "../shared/ownDatasources";
import { type AmazonManagedPrometheus, workspaceUrl } from "../../../model/destinations";
import type { DatasourceName, DatasourceUrls, LogIngestion } from "../../../model/layers";

export interface DatasourcesArgs {
    /** Grafana's own namespace: its sidecar watches no other. */
    namespace: string;
    urls: DatasourceUrls<pulumi.Input<string>>;
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
    type: DatasourceName | typeof workspaceDatasource;
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
    const { prometheus, alertmanager, loki, tempo } = args.urls;
    const isDefault = args.own?.some((own) => own.isDefault) !== true;
    return [
        { ...common("prometheus", "Prometheus", prometheus), isDefault, jsonData: prometheusData(args) },
        {
            ...common("alertmanager", "Alertmanager", alertmanager),
            jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
        },
        ...(loki === undefined
            ? []
            : [
                  {
                      ...common("loki", "Loki", loki),
                      jsonData: { ...(tempo !== undefined && { derivedFields: derivedFields(args.logIngestion) }) },
                  },
              ]),
        ...(tempo === undefined ? [] : [{ ...common("tempo", "Tempo", tempo), jsonData: tempoData(args) }]),
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

function common(type: DatasourceName, name: string, url: pulumi.Input<string>): Omit<Datasource, "jsonData"> {
    return { access: "proxy", isDefault: false, name, uid: datasourceUids[type], type, url };
}

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

function tempoData({ urls, logIngestion }: Pick<DatasourcesArgs, "urls" | "logIngestion">): object {
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
        tracesToMetrics: {
            datasourceUid: prometheus,
            ...around,
            tags: [{ key: "service.name", value: "service" }],
            queries: metricsOfSpan(),
        },
        serviceMap: { datasourceUid: prometheus },
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

/** Services in other namespaces that the settings name. This stack does not know whether they exist. */
function outside(namespace: string, own: readonly OwnDatasource[]): string[] {
    const named = own.flatMap(({ url = "" }) => namedService(addressParts(url)?.host ?? "") ?? []);
    return named.filter((one) => one.namespace !== namespace).map((one) => `${one.service}.${one.namespace}`);
}

/**
 * Grafana's datasources, each in a ConfigMap that Grafana's sidecar finds by label. They are separate from Grafana's
 * chart, because Tempo must know Prometheus before Grafana can know Tempo.
 */
export class Datasources extends Component {
    constructor(name: string, args: DatasourcesArgs, opts?: ComponentOptions) {
        const { namespace, logIngestion, own = [] } = args;
        super(
            "kong-observability:observability:Datasources",
            name,
            {
                namespace,
                uids: Object.values(datasourceUids).filter((uid) => args.urls[uid] !== undefined),
                default: own.find(({ isDefault }) => isDefault)?.uid ?? datasourceUids.prometheus,
                ...(own.length > 0 && { outside: outside(namespace, own) }),
                logIngestion,
                relies: datasourcesRely(namespace, args.urls),
            },
            opts,
        );

        const all = [
            ...datasources(args).map((datasource) => ({ uid: datasource.uid, datasource })),
            ...own.map((datasource) => ({ uid: datasource.uid, datasource: ownDatasource(datasource) })),
        ];
        for (const { uid, datasource } of all) {
            new k8s.core.v1.ConfigMap(
                `${name}-${uid}`,
                {
                    metadata: {
                        name: `grafana-datasource-${uid}`,
                        namespace,
                        labels: { [sidecarLabels.datasources]: sidecarLabelValue },
                    },
                    // The sidecar writes all keys into one folder, so each needs a unique name.
                    data: {
                        [`${uid}-datasource.yaml`]: pulumi
                            .output(datasource)
                            .apply((plain) => stringify({ apiVersion: 1, prune: true, datasources: [plain] })),
                    },
                },
                this.within,
            );
        }
        this.registerOutputs();
    }
}
