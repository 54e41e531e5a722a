import { z } from "zod";
import { everyRequest } from "../../model/defaults";
import { bytes, count, duration, resources, text } from "./common";
import { containers } from "./containers";
import { dashboards } from "./dashboards";
import { datasources } from "./datasources";
import { logsDestinations, metricsDestinations, tracesDestinations } from "./destinations";
import { runbookBaseUrl } from "./runbooks";
import { gateways } from "./gateways";
import { instrumentation } from "./instrumentation";
import { podMonitors, serviceMonitors } from "./monitors";
import { logStorage, traceStorage, volumeAlone } from "./storage";

export const metrics = z
    .strictObject({
        scrapeInterval: duration
            .prefault("30s")
            .describe("How often Prometheus scrapes what has no interval of its own"),
        evaluationInterval: duration.prefault("30s").describe("How often rules are evaluated"),
        retention: duration.prefault("15d").describe("How long metrics are kept"),
        replicas: count
            .max(3, "at most 3")
            .default(1)
            .describe(
                "Pods of Prometheus, and of Alertmanager: each Prometheus scrapes by itself and is sent everything that is pushed, the Alertmanagers send each alert once",
            ),
        volumeSize: bytes
            .default("20Gi")
            .describe(
                "Prometheus' volume; it deletes the oldest metrics before the volume is full; docs/operations.md says how to grow it",
            ),
        resources: resources.prefault({ requests: { cpu: "250m", memory: "1Gi" }, limits: { memory: "2Gi" } }),
        grafana: z
            .strictObject({
                volumeSize: bytes.default("10Gi").describe("Grafana's volume; docs/operations.md says how to grow it"),
                rootUrl: z
                    .url("an address such as https://grafana.example.com")
                    .optional()
                    .describe("Address at which browsers reach Grafana"),
                dashboards,
                kongDashboards: z
                    .boolean()
                    .default(false)
                    .describe(
                        "Whether Grafana downloads Kong's dashboards from grafana.com at each start: 7424, and 15662 with the ingress controller",
                    ),
                datasources,
            })
            .prefault({})
            .describe("Grafana"),
        slack: z
            .strictObject({ channel: text(/^#\S+$/, "a channel such as #kong-alerts").describe("The channel") })
            .optional()
            .describe("Sends alerts to Slack; needs the secret `slackWebhookUrl`"),
        runbookBaseUrl: runbookBaseUrl.optional().describe("An older name of `alerts.runbookBaseUrl`"),
        serviceMonitors,
        podMonitors,
        destinations: metricsDestinations,
    })
    .describe("kube-prometheus-stack: Prometheus, Alertmanager, Grafana");

const keptLogs = {
    destinations: logsDestinations,
    retention: duration.prefault("7d").describe("How long log lines are kept, at least 24h"),
    volumeSize: bytes
        .default("20Gi")
        .describe("Loki's volume, of each pod; docs/storage.md says how much fits, docs/operations.md how to grow it"),
    resources: resources
        .prefault({ requests: { cpu: "200m", memory: "512Mi" }, limits: { memory: "1Gi" } })
        .describe(
            "Requests and limits of each pod. For each 128Mi of the memory limit Loki accepts 1 MB per second, about 1100 access lines; the rest waits on the nodes",
        ),
    containers,
    gateways,
    events: z
        .boolean()
        .default(true)
        .describe('Whether the cluster\'s events go to Loki too, as `{service_name="kubernetes-events"}`; needs OTLP'),
};

export const logs = z
    .discriminatedUnion("chart", [
        z.strictObject({
            chart: z.literal("loki"),
            shipper: z
                .enum(["agent", "promtail"])
                .default("agent")
                .describe(
                    "Who reads the lines of all containers but the gateway's: the agents of this program, or promtail, which is maintained no more since 2 March 2026",
                ),
            storage: logStorage,
            replicas: count
                .refine((replicas) => replicas !== 2, "1, or 3 and more: of two neither does without the other")
                .default(1)
                .describe(
                    "Pods of Loki. With three or more each line is in three of them until it is in S3, so that one may be lost; needs storage.kind `s3`",
                ),
            ...keptLogs,
        }),
        z.strictObject({
            chart: z.literal("loki-stack"),
            otlp: z
                .boolean()
                .default(true)
                .describe(
                    "Run a Loki 3 image, which accepts OTLP; otherwise Loki 2.6 with promtail, in which only access lines have a trace id",
                ),
            storage: volumeAlone,
            ...keptLogs,
        }),
    ])
    .describe("Loki: chart `loki`, or the deprecated `loki-stack` for those who run it today");

export const traces = z
    .strictObject({
        destinations: tracesDestinations,
        storage: traceStorage,
        retention: duration.prefault("3d").describe("How long a trace can be found"),
        volumeSize: bytes.default("10Gi").describe("Tempo's volume; docs/operations.md says how to grow it"),
        resources: resources
            .prefault({ requests: { cpu: "200m", memory: "512Mi" }, limits: { memory: "2Gi" } })
            .describe(
                "Requests and limits of each pod. For each 128Mi of the memory limit Tempo accepts 540 of Kong's traces per second, and discards any more",
            ),
        instrumentation,
    })
    .describe("Tempo");

export const sampling = z
    .discriminatedUnion("strategy", [
        z.strictObject({
            strategy: z.literal("head"),
            rate: z
                .number()
                .min(0, "0 to 1")
                .max(1, "0 to 1")
                .default(everyRequest.rate)
                .describe("Share of requests that are traced, decided at Kong: 1 is every request, 0.1 every tenth"),
            spans: z
                .enum(["request", "request-and-balancer", "all"])
                .default(everyRequest.spans)
                .describe(
                    "Spans that Kong makes of a request, kept or not: its own, one for each try of an upstream too (the service graph needs it), or also one for each plugin, DNS query and router run; docs/performance.md says what each costs",
                ),
            trustCallers: z
                .boolean()
                .default(everyRequest.trustCallers)
                .describe(
                    "Record every trace that a caller's `traceparent` says is sampled, beyond `rate`: only where all callers are trusted, since anybody can send that header",
                ),
        }),
    ])
    .describe("Which requests are traced; drives the data planes and the plugin together");
