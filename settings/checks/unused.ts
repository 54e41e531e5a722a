import { isDeepStrictEqual } from "node:util";
import { staysInCluster } from "../../model/destinations";
import { type CrossCheck, crossCheck } from "./check";
import { show } from "../problems";
import { existingOf, notInstalledBeside } from "../existing";
import { containers } from "../schema/containers";
import { logs, traces } from "../schema/observability";
import { type PlainSettings, schema } from "../schema";

/**
 * Settings that would have no effect with the others: left over after a switch was turned off, or set although it is
 * off.
 */
export const unusedChecks: readonly CrossCheck[] = [
    crossCheck(
        ["chartOverrides", "releaseNames", "kong", "logs", "traces", "deepflow", "cluster", "observability"],
        ({ chartOverrides, releaseNames, ...choices }, { project }) => {
            const without = notInstalled(choices);
            return Object.entries({ chartOverrides, releaseNames }).flatMap(([key, byChart]) =>
                Object.entries(byChart).map(([chart, given]: [string, unknown]) => {
                    const choice = without[chart];
                    return (
                        choice !== undefined &&
                        given !== undefined && {
                            key: `${project}:${key}.${chart}`,
                            message: unused(given, `that chart is not installed with ${choice}`),
                        }
                    );
                }),
            );
        },
    ),
    crossCheck(["logs"], ({ logs }, { project }) => [
        logs.chart === "loki-stack" &&
            !logs.otlp &&
            !isDeepStrictEqual(logs.containers, containers.parse({})) && {
                key: `${project}:logs.containers`,
                message: unused(
                    changed(logs.containers),
                    "no agent runs with logs.otlp false, where promtail reads all containers",
                ),
            },
    ]),
    crossCheck(["logs", "alerts"], ({ logs, alerts: { applicationErrors } }, { project }) => {
        const choice =
            logs.chart === "loki-stack" && !logs.otlp
                ? "logs.otlp false"
                : logs.containers.enabled
                  ? undefined
                  : "logs.containers.enabled false";
        return [
            choice !== undefined &&
                !isDeepStrictEqual(applicationErrors, schema.alerts.parse({}).applicationErrors) && {
                    key: `${project}:alerts.applicationErrors`,
                    message: unused(applicationErrors, `with ${choice} nobody counts what applications log`),
                },
        ];
    }),
    crossCheck(["logs"], ({ logs }, { project }) => {
        if (logs.chart !== "loki" || logs.shipper !== "promtail") {
            return [];
        }
        const byDefault: PlainSettings["logs"]["containers"] = containers.parse({});
        const unread = (["enabled", "linesPerSecond", "queueSize"] as const).filter(
            (key) => !isDeepStrictEqual(logs.containers[key], byDefault[key]),
        );
        const nothingLikeIt = "logs.shipper promtail does not support it";
        return [
            ...unread.map((key) => ({
                key: `${project}:logs.containers.${key}`,
                message: unused(logs.containers[key], nothingLikeIt),
            })),
            ...logs.containers.json.map(
                ({ time }, index) =>
                    time !== undefined && {
                        key: `${project}:logs.containers.json[${index}].time`,
                        message: unused(time, nothingLikeIt),
                    },
            ),
            !staysInCluster(logs.destinations) && {
                key: `${project}:logs.shipper`,
                message: 'got "promtail"; allowed: agent without in-cluster among logs.destinations',
            },
        ];
    }),
    crossCheck(["traces"], ({ traces: given }, { project }) =>
        staysInCluster(given.destinations)
            ? []
            : notByDefault(given, traces.parse({}), ["retention", "volumeSize", "resources"]).map((key) => ({
                  key: `${project}:traces.${key}`,
                  message: unused(given[key], "traces.destinations without in-cluster installs no Tempo"),
              })),
    ),
    crossCheck(["logs"], ({ logs: given }, { project }) =>
        staysInCluster(given.destinations)
            ? []
            : notByDefault(given, logs.parse({ chart: given.chart }), ["retention", "volumeSize", "resources"]).map(
                  (key) => ({
                      key: `${project}:logs.${key}`,
                      message: unused(given[key], "logs.destinations without in-cluster installs no Loki"),
                  }),
              ),
    ),
    crossCheck(["networkPolicies"], ({ networkPolicies: { stores, storeClients } }, { project }) => [
        !stores &&
            storeClients.length > 0 && {
                key: `${project}:networkPolicies.storeClients`,
                message: unused(storeClients, "every pod reaches the stores with networkPolicies.stores false"),
            },
    ]),
    crossCheck(["registry", "kong"], ({ registry: { gatewayApi }, kong }, { project }) => {
        const choice =
            kong.topology !== "ingress-controller"
                ? `kong.topology ${kong.topology}`
                : kong.gatewayApiCrds === "existing"
                  ? "kong.gatewayApiCrds existing"
                  : undefined;
        return [
            gatewayApi !== undefined &&
                choice !== undefined && {
                    key: `${project}:registry.gatewayApi`,
                    message: unused(gatewayApi, `those CRDs are not installed with ${choice}`),
                },
        ];
    }),
    crossCheck(["access", "kong", "cluster"], ({ access: { through, ...pages }, kong, cluster }, { project }) => {
        const key = `${project}:access.through`;
        return through.kind === "kong"
            ? []
            : [
                  Object.values(pages).every((page) => page === undefined) && {
                      key,
                      message: unused(through, "none of grafana, prometheus and alertmanager is set under access"),
                  },
                  // An existing cluster may have another's.
                  cluster.kind === "eks" &&
                      kong.topology === "hybrid" &&
                      through.className === "kong" && {
                          key: `${key}.className`,
                          message:
                              'got "kong"; allowed: another controller\'s class with kong.topology hybrid, in which Kong reads no Ingress; through.kind kong leads through its proxies',
                      },
              ];
    }),
];

/** The settings that differ from their defaults. */
function changed(given: PlainSettings["logs"]["containers"]): object {
    const byDefault: Record<string, unknown> = containers.parse({});
    return Object.fromEntries(
        Object.entries(given).filter(([key, value]) => !isDeepStrictEqual(value, byDefault[key])),
    );
}

/** The given keys whose values differ from the default. */
export function notByDefault<Key extends string>(
    given: Record<Key, unknown>,
    byDefault: Record<Key, unknown>,
    keys: readonly Key[],
): Key[] {
    return keys.filter((key) => !isDeepStrictEqual(given[key], byDefault[key]));
}

export function unused(value: unknown, why: string): string {
    return `got ${show(value)}; allowed: nothing here, since ${why}`;
}

/** Charts that other settings leave out, each with that setting. */
function notInstalled({
    kong,
    cluster,
    ...choices
}: Pick<PlainSettings, "kong" | "logs" | "traces" | "deepflow" | "cluster" | "observability">): Partial<
    Record<string, string>
> {
    const { topology } = kong;
    return {
        ...(topology !== "hybrid" && { "cloudnative-pg": `kong.topology ${topology}` }),
        ...((topology === "ingress-controller" || topology === "none") && { kong: `kong.topology ${topology}` }),
        ...(topology !== "ingress-controller" && { ingress: `kong.topology ${topology}` }),
        ...(topology === "hybrid" &&
            kong.database.kind !== "cloudnativepg" && { "cloudnative-pg": `kong.database.kind ${kong.database.kind}` }),
        "aws-load-balancer-controller": withoutController(cluster),
        ...(topology === "hybrid" &&
            kong.database.kind === "cloudnativepg" &&
            kong.database.operator === "existing" && { "cloudnative-pg": "kong.database.operator existing" }),
        ...noStores(choices),
    };
}

function noStores({
    logs,
    traces,
    deepflow,
    observability,
}: Pick<PlainSettings, "logs" | "traces" | "deepflow" | "observability">): Partial<Record<string, string>> {
    const { kind } = observability;
    if (kind !== "own") {
        const stores = ["loki", "loki-stack", "tempo", "deepflow"];
        const charts = ["kube-prometheus-stack", "opentelemetry-operator", ...stores, "promtail"];
        return Object.fromEntries(charts.map((chart) => [chart, `observability.kind ${kind}`]));
    }
    return {
        [logs.chart === "loki" ? "loki-stack" : "loki"]: `logs.chart ${logs.chart}`,
        ...((logs.chart !== "loki" || logs.shipper !== "promtail") && {
            promtail: logs.chart === "loki" ? `logs.shipper ${logs.shipper}` : `logs.chart ${logs.chart}`,
        }),
        ...(!staysInCluster(logs.destinations) && { [logs.chart]: "logs.destinations without in-cluster" }),
        ...(!staysInCluster(traces.destinations) && { tempo: "traces.destinations without in-cluster" }),
        ...(!deepflow.enabled && { deepflow: "deepflow.enabled false" }),
        ...notInstalledBeside(existingOf(observability)),
    };
}

/** The setting with which the AWS Load Balancer Controller is not installed. */
function withoutController(cluster: PlainSettings["cluster"]): string | undefined {
    switch (cluster.kind) {
        case "eks":
            return cluster.compute.kind === "managed-node-groups"
                ? undefined
                : `cluster.compute.kind ${cluster.compute.kind}`;
        case "existing-eks":
            return cluster.loadBalancerController === "install"
                ? undefined
                : `cluster.loadBalancerController ${cluster.loadBalancerController}`;
        default:
            return `cluster.kind ${cluster.kind}`;
    }
}
