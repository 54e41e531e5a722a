import { z } from "zod";
import { labelValue, namespace, qualifiedName, text } from "./common";
import { ca, headerName, headers, isInside } from "./destinations";
import { secretLiterals } from "../../model/secrets/meaning";

/** An address that pods call: of a Service in whatever namespace, or of a host outside the cluster. */
const address = (example: string): z.ZodType<string, string> =>
    z
        .url({ protocol: /^https?$/, error: `an address such as ${example}`, abort: true })
        .refine((given) => !/[?#]|\/\/[^/]*@/.test(given), "an address without login, query and fragment")
        .refine(
            (given) => new URL(given).hostname.includes("."),
            "a host that every namespace resolves, such as SERVICE.NAMESPACE.svc",
        )
        .transform((given) => given.replace(/\/+$/, ""));

const prometheus = z
    .strictObject({
        namespace: namespace.describe("Of its pods, which scrape from there"),
        monitorLabels: z
            .record(qualifiedName, labelValue)
            .describe(
                "Labels by which it selects ServiceMonitors, PodMonitors, Probes and PrometheusRules, as with `release: NAME` of kube-prometheus-stack's own values; `{}` if it selects all",
            ),
        namespaceLabels: z
            .record(qualifiedName, labelValue)
            .default({})
            .describe(
                "Labels of namespaces in which it looks for them, set on those of this stack; left out, it looks into all, or into these by name",
            ),
        url: address("http://prometheus-operated.monitoring.svc:9090").describe("What Grafana and verify ask"),
        alertmanagerUrl: address("http://alertmanager-operated.monitoring.svc:9093")
            .optional()
            .describe("Its Alertmanager; left out, Grafana gets no datasource for one"),
        remoteWriteUrl: address("http://prometheus-operated.monitoring.svc:9090/api/v1/write")
            .optional()
            .describe(
                "Where Tempo writes what it derives from spans, if `enableRemoteWriteReceiver` is on there; left out, there is no service graph and no latency of traced requests",
            ),
        otlpUrl: address("http://prometheus-operated.monitoring.svc:9090/api/v1/otlp")
            .refine((given) => !given.endsWith("/v1/metrics"), "the base address, to which /v1/metrics is added")
            .optional()
            .describe(
                "Where agents send what they count of lines, if `enableOTLPReceiver` is on there; left out, nobody counts them, and alerts on them are left out",
            ),
    })
    .describe(
        "A Prometheus of the Prometheus operator on this cluster: no operator, Prometheus, Alertmanager, node exporter and kube-state-metrics are installed",
    );

const store = {
    tenant: text(/^[A-Za-z0-9!\-_.*'()]{1,150}$/, "a tenant's name")
        .optional()
        .describe("Sent as `X-Scope-OrgID`, by who writes and who asks"),
    headers,
    ca,
};

const tenantHeader = /^x-scope-orgid$/i;

/** Secrets travel in no plain text, and the tenant is said once. */
function checkStore(
    given: { tenant?: string | undefined; headers: z.output<typeof headers>; ca?: unknown },
    addresses: Record<string, string | undefined>,
    { addIssue }: Pick<z.RefinementCtx, "addIssue">,
): void {
    const wrong = (path: string[], message: string): void => addIssue({ code: "custom", path, message });
    const secret = Object.values(given.headers).some((value) => !("value" in value));
    const named = Object.keys(given.headers).find((header) => tenantHeader.test(header));
    if (named !== undefined) {
        wrong(["headers", named], "nothing here: the tenant stands in `tenant`");
    }
    const all = Object.entries(addresses).filter((entry): entry is [string, string] => entry[1] !== undefined);
    for (const [key, url] of all) {
        if (secret && url.startsWith("http:") && URL.canParse(url) && !isInside(new URL(url).hostname)) {
            wrong([key], "https, since headers would carry secrets in plain text");
        }
    }
    if (given.ca !== undefined && all.every(([, url]) => url.startsWith("http:"))) {
        wrong(["ca"], "nothing here with addresses of http, which have no certificate");
    }
}

const loki = z
    .strictObject({
        url: address("http://loki-gateway.logging.svc").describe("What Grafana and verify ask"),
        otlpUrl: address("http://loki-gateway.logging.svc/otlp")
            .refine((given) => !given.endsWith("/v1/logs"), "the base address, to which /v1/logs is added")
            .optional()
            .describe("Where lines are sent; left out, `/otlp` after `url`. Loki 3.0 and later take OTLP"),
        ...store,
    })
    .superRefine((given, context) => checkStore(given, { url: given.url, otlpUrl: given.otlpUrl }, context))
    .describe("A Loki that exists: its chart is not installed");

const tempo = z
    .strictObject({
        url: address("http://tempo-query-frontend.tracing.svc:3200").describe("What Grafana and verify ask"),
        otlpEndpoint: address("http://tempo-distributor.tracing.svc:4317")
            .optional()
            .describe("Where spans are sent, with scheme, host and port; needed unless `otlp` takes them"),
        otlpProtocol: z.enum(["grpc", "http"]).default("grpc").describe("OTLP over gRPC or over HTTP"),
        spanMetrics: z
            .boolean()
            .default(false)
            .describe(
                "Whether its metrics generator writes service graphs and span metrics (with the dimensions `http.status_code` and `k8s.namespace.name`) to the Prometheus of this stack",
            ),
        ...store,
    })
    .superRefine((given, context) => {
        checkStore(given, { url: given.url, otlpEndpoint: given.otlpEndpoint }, context);
        const { otlpEndpoint, otlpProtocol } = given;
        const { pathname = "", port = "" } =
            otlpEndpoint !== undefined && URL.canParse(otlpEndpoint) ? new URL(otlpEndpoint) : {};
        const wrong = (message: string): void => context.addIssue({ code: "custom", path: ["otlpEndpoint"], message });
        if (otlpEndpoint !== undefined && otlpProtocol === "grpc" && (pathname !== "/" || port === "")) {
            wrong("scheme, host and port with otlpProtocol grpc, which knows no path");
        }
        if (pathname.endsWith("/v1/traces")) {
            wrong("the base address, since the exporter adds /v1/traces itself");
        }
    })
    .describe("A Tempo that exists: its chart is not installed");

type Label = { key: string; value: string };

const sidecarLabel = (key: string): z.ZodType<Label, Partial<Label> | undefined> =>
    z
        .strictObject({
            key: qualifiedName.default(key).describe("The label's key"),
            value: labelValue.default("1").describe("Its value"),
        })
        .prefault({});

const grafana = z
    .strictObject({
        namespace: namespace.describe("Where its sidecar looks for ConfigMaps and Secrets; they are put there"),
        url: address("https://grafana.example.com").describe(
            "Its address in browsers, to which alerts link and which verify asks",
        ),
        datasourceLabel: sidecarLabel("grafana_datasource").describe("Label by which its sidecar finds datasources"),
        dashboardLabel: sidecarLabel("grafana_dashboard").describe("Label by which its sidecar finds dashboards"),
        folderAnnotation: qualifiedName
            .default("grafana_folder")
            .describe("Annotation with a dashboard's folder (`sidecar.dashboards.folderAnnotation`)"),
        has: z
            .array(z.enum(["prometheus", "alertmanager", "loki", "tempo"]))
            .refine((uids) => new Set(uids).size === uids.length, "each once")
            .describe(
                "UIDs of datasources that it has already, and that are not put there: `[prometheus, alertmanager]` for the Grafana of kube-prometheus-stack, `[]` if none has such a UID",
            ),
    })
    .describe("A Grafana that exists, with the sidecars of its chart: none is installed");

const otlp = z
    .strictObject({
        endpoint: address("http://otel-gateway.telemetry.svc:4318")
            .refine((given) => !/\/v1\/(traces|logs)$/.test(given), "the base address, to which Kong adds /v1/traces")
            .refine((given) => !given.endsWith(":4317"), "the port for HTTP, mostly 4318: Kong speaks no gRPC")
            .describe("Base address for OTLP over HTTP"),
        headers: z
            .record(text(headerName, "a header's name"), z.string().min(1, "a text"))
            .default({})
            .refine((given) => secretLiterals(given).length === 0, "no secret: they stand in Kong's configuration")
            .describe("Sent with each request; nothing secret"),
        cutsQueryStrings: z
            .boolean()
            .default(false)
            .describe(
                "Whether it cuts query strings from spans and messages, which often hold secrets; required unless `gateway.accessLog.queryString` keeps them",
            ),
    })
    .describe(
        "A collector, or a gateway to some, that takes what Kong sends: no collector, operator and agents are installed, and access lines stay in the containers' output",
    );

export const existing = z
    .strictObject({
        prometheus: prometheus.optional(),
        loki: loki.optional(),
        tempo: tempo.optional(),
        grafana: grafana.optional(),
        otlp: otlp.optional(),
    })
    .prefault({})
    .describe("What runs already and is used instead: each by itself, or all of them");
