import { asksStore, type Existing, installsStore } from "../../model/existing";
import type { HeaderValue } from "../../model/destinations";
import type { Credential } from "../../model/credentials";
import { existingOf } from "../existing";
import { type PlainSettings, schema } from "../schema";
import { type CrossCheck, crossCheck } from "./check";
import { notByDefault, unused } from "./unused";

const at = "observability.existing";

/** What is set of something that is not installed, because one exists, and what does not fit together. */
export const existingChecks: readonly CrossCheck[] = [
    crossCheck(["observability", "metrics"], ({ observability, metrics }, { project }) => {
        const { prometheus, grafana } = existingOf(observability);
        const byDefault = schema.metrics.parse({});
        return [
            ...beyond("metrics", metrics, byDefault, ofPrometheus, prometheus && `${at}.prometheus`, project),
            ...beyond(
                "metrics.grafana",
                metrics.grafana,
                byDefault.grafana,
                ["volumeSize", "rootUrl", "kongDashboards"],
                grafana && `${at}.grafana`,
                project,
            ),
            ...(prometheus === undefined ? [] : scrapeRoles(metrics, project)),
            ...(grafana === undefined ? [] : downloads(metrics.grafana, project)),
        ];
    }),
    crossCheck(["observability", "alerts"], ({ observability, alerts }, { project }) => {
        const { prometheus, otlp } = existingOf(observability);
        const byDefault = schema.alerts.parse({});
        const kept = ["runbookBaseUrl", "objectives", "rules", "applicationErrors"];
        const routing = (Object.keys(alerts) as (keyof typeof alerts)[]).filter((key) => !kept.includes(key));
        const uncounted =
            otlp !== undefined
                ? `${at}.otlp`
                : prometheus !== undefined && prometheus.otlpUrl === undefined
                  ? `${at}.prometheus without otlpUrl`
                  : undefined;
        return [
            ...beyond("alerts", alerts, byDefault, routing, prometheus && `${at}.prometheus`, project),
            ...beyond("alerts", alerts, byDefault, ["applicationErrors"], uncounted, project),
        ];
    }),
    crossCheck(["observability", "access"], ({ observability, access }, { project }) => {
        const { prometheus, grafana } = existingOf(observability);
        const there = { prometheus, alertmanager: prometheus, grafana };
        return (["prometheus", "alertmanager", "grafana"] as const).map(
            (page) =>
                access[page] !== undefined &&
                there[page] !== undefined && {
                    key: `${project}:access.${page}`,
                    message: unused(
                        access[page],
                        `${at}.${page === "grafana" ? page : "prometheus"} is reached as it is today`,
                    ),
                },
        );
    }),
    crossCheck(["observability", "logs", "traces"], ({ observability, logs, traces }, { project }) => {
        const existing = existingOf(observability);
        const { loki, tempo, otlp } = existing;
        const choices = { logs, traces, existing };
        const lines = otlp ? `${at}.otlp` : loki && `${at}.loki`;
        const spans = otlp ? `${at}.otlp` : tempo && `${at}.tempo`;
        const ofLoki = Object.keys(logs).filter((key) => !["destinations", "containers", "events"].includes(key));
        const byDefault = schema.logs.parse({ chart: "loki" });
        const sent = ["destinations", "containers", "events"] as const;
        return [
            ...beyond("logs", logs, byDefault, ofLoki as (keyof typeof logs)[], lines, project),
            ...beyond("logs", logs, byDefault, sent, otlp && `${at}.otlp`, project),
            ...beyond(
                "traces",
                traces,
                schema.traces.parse({}),
                ["storage", "retention", "volumeSize", "resources"],
                spans,
                project,
            ),
            ...beyond(
                "traces",
                traces,
                schema.traces.parse({}),
                ["destinations", "instrumentation"],
                otlp && `${at}.otlp`,
                project,
            ),
            ...(["loki", "tempo"] as const).map((store) => {
                const signal = store === "loki" ? "logs" : "traces";
                return (
                    existing[store] !== undefined &&
                    !asksStore(store, choices) && {
                        key: `${project}:${at}.${store}`,
                        message: `set, but nothing is sent there; allowed: in-cluster among ${signal}.destinations, or nothing here`,
                    }
                );
            }),
            ...namesTaken(choices, project),
            tempo !== undefined &&
                tempo.otlpEndpoint === undefined &&
                otlp === undefined && {
                    key: `${project}:${at}.tempo.otlpEndpoint`,
                    message: `missing; allowed: where it takes spans, unless ${at}.otlp takes them`,
                },
            ...[
                tempo?.otlpEndpoint !== undefined && "tempo.otlpEndpoint",
                loki?.otlpUrl !== undefined && "loki.otlpUrl",
            ]
                .filter((key): key is string => key !== false && otlp !== undefined)
                .map((key) => ({
                    key: `${project}:${at}.${key}`,
                    message: `set; allowed: nothing here, since with ${at}.otlp nothing of this program sends there`,
                })),
        ];
    }),
    crossCheck(["observability", "collector"], ({ observability, collector }, { project }) => {
        const keys = ["replicas", "resources", "exporters", "processors", "env", "receive"] as const;
        const { otlp } = existingOf(observability);
        return beyond("collector", collector, schema.collector.parse({}), keys, otlp && `${at}.otlp`, project);
    }),
    crossCheck(["observability", "gateway"], ({ observability, gateway }, { project }) => {
        const { otlp } = existingOf(observability);
        return [
            otlp !== undefined &&
                !otlp.cutsQueryStrings &&
                !gateway.accessLog.queryString && {
                    key: `${project}:${at}.otlp.cutsQueryStrings`,
                    message: `got false; allowed: true once that collector cuts query strings (docs/existing.md), or ${project}:gateway.accessLog.queryString true to keep them everywhere`,
                },
        ];
    }),
    crossCheck(["observability", "metrics"], ({ observability, metrics }, { project }) => {
        const { grafana, loki, tempo } = existingOf(observability);
        const all = [
            ...Object.entries({ loki, tempo }).flatMap(([name, store]) =>
                store === undefined ? [] : secretsOf(`${at}.${name}`, store),
            ),
            ...metrics.grafana.datasources.flatMap(({ basicAuth, secureJsonData }, index) =>
                Object.entries({ ...secureJsonData, ...(basicAuth && { password: basicAuth.password }) }).map(
                    ([key, value]) => ({ key: `metrics.grafana.datasources[${index}].${key}`, value }),
                ),
            ),
        ];
        return all.map(
            ({ key, value }) =>
                grafana !== undefined &&
                "secretName" in value && {
                    key: `${project}:${key}`,
                    message: `got the Secret ${value.secretName}; allowed: { credential: NAME } with ${at}.grafana, whose pods read no Secret of this stack`,
                },
        );
    }),
    crossCheck(
        ["observability", "logs", "traces", "networkPolicies"],
        ({ observability, networkPolicies, ...signals }, { project }) => {
            const existing = existingOf(observability);
            const choices = { ...signals, existing };
            const none =
                existing.prometheus !== undefined &&
                !installsStore("loki", choices) &&
                !installsStore("tempo", choices);
            return [
                none &&
                    networkPolicies.stores && {
                        key: `${project}:networkPolicies.stores`,
                        message: unused(true, "no store is installed here"),
                    },
            ];
        },
    ),
    crossCheck(["observability", "chartOverrides"], ({ observability, chartOverrides }, { project }) => {
        const { prometheus, grafana } = existingOf(observability);
        const values = chartOverrides["kube-prometheus-stack"] ?? {};
        const parts = Object.keys(values).filter((key) => key !== "grafana");
        return [
            ...(prometheus === undefined || grafana !== undefined ? [] : parts).map((key) => ({
                key: `${project}:chartOverrides.kube-prometheus-stack.${key}`,
                message: unused(values[key], `with ${at}.prometheus that chart installs Grafana alone`),
            })),
            prometheus === undefined &&
                grafana !== undefined &&
                "grafana" in values && {
                    key: `${project}:chartOverrides.kube-prometheus-stack.grafana`,
                    message: unused(values.grafana, `${at}.grafana installs none`),
                },
        ];
    }),
];

const ofPrometheus = [
    "evaluationInterval",
    "retention",
    "replicas",
    "volumeSize",
    "resources",
    "slack",
    "destinations",
] as const;

/** Settings beyond their default of something that is not installed. */
function beyond<Values extends object>(
    key: string,
    given: Values,
    byDefault: object,
    keys: readonly (keyof Values & string)[],
    choice: string | undefined,
    project: string,
): ReturnType<CrossCheck["check"]> {
    return choice === undefined
        ? []
        : notByDefault<string>({ ...given } as Record<string, unknown>, { ...byDefault }, keys).map((name) => ({
              key: `${project}:${key}.${name}`,
              message: unused(given[name as keyof Values], `with ${choice} this is not installed here`),
          }));
}

type Metrics = PlainSettings["metrics"];

/** The account that would get the role is that of a Prometheus which this stack does not know. */
function scrapeRoles({ serviceMonitors, podMonitors }: Metrics, project: string): ReturnType<CrossCheck["check"]> {
    return Object.entries({ serviceMonitors, podMonitors }).flatMap(([list, monitors]) =>
        monitors.map(
            ({ scrapeRole }, index) =>
                scrapeRole && {
                    key: `${project}:metrics.${list}[${index}].scrapeRole`,
                    message: `got true; allowed: false with ${at}.prometheus, whose service account is not known here`,
                },
        ),
    );
}

function downloads({ dashboards }: Metrics["grafana"], project: string): ReturnType<CrossCheck["check"]> {
    return dashboards.map(
        ({ kind }, index) =>
            kind === "grafana.com" && {
                key: `${project}:metrics.grafana.dashboards[${index}].kind`,
                message: `got "grafana.com"; allowed: file with ${at}.grafana, whose pods this stack does not start`,
            },
    );
}

function namesTaken(
    { logs, traces, existing }: Pick<PlainSettings, "logs" | "traces"> & { existing: Existing },
    project: string,
): ReturnType<CrossCheck["check"]> {
    const taken = (
        signal: string,
        list: readonly { kind: string; name?: string }[],
        store: "loki" | "tempo",
    ): ReturnType<CrossCheck["check"]> =>
        list.map(
            ({ name }, index) =>
                existing[store] !== undefined &&
                name === store && {
                    key: `${project}:${signal}.destinations[${index}].name`,
                    message: `got "${store}"; allowed: any other name, since ${at}.${store} has that one`,
                },
        );
    return [...taken("logs", logs.destinations, "loki"), ...taken("traces", traces.destinations, "tempo")];
}

function secretsOf(
    key: string,
    { headers, ca }: { headers: Record<string, HeaderValue>; ca?: Credential | undefined },
): { key: string; value: Credential }[] {
    return [
        ...Object.entries(headers).flatMap(([header, value]) =>
            "value" in value ? [] : [{ key: `${key}.headers.${header}`, value }],
        ),
        ...(ca ? [{ key: `${key}.ca`, value: ca }] : []),
    ];
}
