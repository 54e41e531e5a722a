import { agentLineProblems } from "./agentLines";
import { type Collector, collectors } from "../../library/collector";
import { limiterProblems, queuedBytes, queueProblem, refusedFrom } from "./memory";
import { missingStorages, prometheusRefusals } from "./needs";
import { missedNodes, operatorProblems } from "./operator";
import {
    componentsOf,
    deliveryOf,
    hasQueue,
    idsAt,
    isDebug,
    type Pipeline,
    pipelinesOf,
    removed,
    renamed,
    type Section,
    typeOf,
} from "./pipelines";
import { notInImage } from "./image";
import { besideLoki, unreachable } from "./places";
import { queryStringProblems } from "./queryStrings";
import { at, textAt, unknown } from "../../library/resource";
import { rule, type Violation } from "../../library/rule";
import type { System } from "../../library/system";
import { deadEnd, printable } from "../../library/wiring/deadEnd";

interface Config {
    debugExporter: boolean;
    otherServices: string[];
    certManager: boolean;
    certificateDays: number;
}

/** What Kong sends is delivered, or kept in a queue. */
export const collector = rule<Config>({
    name: "collector",
    description:
        "Every pipeline's components are defined; memory_limiter comes first and stays below the container's memory; data are batched, queued and retried; lines that an agent reads from files wait for their backend, and nothing else does; query strings are cut from spans and error lines unless they are wanted; receivers listen where others reach them; endpoints lead to a Service and port that something serves, Loki's to the path at which it takes OTLP, and Prometheus takes what is pushed to it; no debug exporter, no deprecated name, no exporter or processor that its image does not contain, no image from Docker Hub; the operator has its certificate; a DaemonSet that Kong calls runs on every node.",
    severity: "high",
    remediationSteps:
        "Pipelines: receivers, then memory_limiter first and batch last, then exporters with sending_queue and retry_on_failure. For agents that read files a receiver and pipeline of their own, without batch, and sending_queue.block_on_overflow. To cut query strings, the transform processors of components/observability/collector/transforms.ts. Set spec.resources.limits.memory. Images come from ghcr.io/open-telemetry. Operator: admissionWebhooks.certManager.enabled: false with autoGenerateCert. Run the collector that Kong calls in mode deployment.",
    enforcementLevel: "mandatory",
    config: {
        debugExporter: {
            type: "boolean",
            default: false,
            description: "Whether a debug exporter may be in a pipeline",
        },
        otherServices: {
            type: "array",
            items: { type: "string" },
            default: [],
            description: "Services outside this stack, each as service.namespace, that exporters may send to",
        },
        certManager: {
            type: "boolean",
            default: false,
            description: "Whether cert-manager is installed on the cluster from outside this stack",
        },
        certificateDays: {
            type: "integer",
            default: 1825,
            description: "Minimum validity, in days, of a webhook certificate that is created once and never renewed",
        },
    },
    check(system, config) {
        return [
            ...collectors(system).flatMap((one) => judged(system, one, config)),
            ...operatorProblems(system, config),
            ...missedNodes(system),
        ];
    },
});

function judged(system: System, one: Collector, config: Config): Violation[] {
    // An unknown configuration is not an empty one.
    if (at(one.spec, "config") === unknown || at(one.config, "service", "pipelines") === unknown) {
        return [];
    }
    const pipelines = pipelinesOf(one.config);
    const problems = [
        ...(pipelines.length === 0 ? ["service.pipelines is empty, so the collector does not start"] : []),
        ...pipelines.flatMap((pipeline) => [
            ...undefinedParts(one, pipeline),
            ...order(one, pipeline),
            ...batching(one, pipeline),
            ...debugging(pipeline, config),
        ]),
        ...missingExtensions(one),
        ...missingStorages(one),
        ...unused(one, pipelines),
        ...halfConnectors(one, pipelines),
        ...delivery(one),
        ...memory(one, pipelines),
        ...agentLineProblems(system, one),
        ...queryStringProblems(system, one),
        ...unreachable(one),
        ...endpoints(system, one, config.otherServices),
        ...besideLoki(system, one),
        ...prometheusRefusals(system, one),
        ...oldNames(one),
        ...notInImage(one),
    ];
    return problems.map((problem) => ({ urn: one.urn, message: `${one.name}: ${problem}` }));
}

const isKnown = (one: Collector, section: Section): boolean => one.config[section] !== unknown;

function undefinedParts(one: Collector, { name, ...pipeline }: Pipeline): string[] {
    return (["receivers", "processors", "exporters"] as const).flatMap((section) => {
        const connectors = section === "processors" ? {} : componentsOf(one, "connectors");
        const defined = { ...componentsOf(one, section), ...connectors };
        const listed = at(one.config, "service", "pipelines", name, section);
        const empty =
            section !== "processors" && (listed === undefined || (Array.isArray(listed) && listed.length === 0))
                ? [`pipelines.${name} has no ${section}, so the collector does not start`]
                : [];
        const missing =
            isKnown(one, section) && isKnown(one, "connectors")
                ? pipeline[section].filter((id) => !(id in defined))
                : [];
        return [
            ...empty,
            ...missing.map(
                (id) =>
                    `pipelines.${name}.${section} has ${id}, which is not defined; define it, or use one of ${Object.keys(defined).join(", ") || "none"}`,
            ),
        ];
    });
}

function missingExtensions(one: Collector): string[] {
    const defined = componentsOf(one, "extensions");
    const missing = isKnown(one, "extensions")
        ? idsAt(one.config, "service", "extensions").filter((id) => !(id in defined))
        : [];
    return missing.map((id) => `service.extensions has ${id}, which is not defined`);
}

/** An exporter that is defined but in no pipeline loses a signal without any message. */
function unused(one: Collector, pipelines: Pipeline[]): string[] {
    const used = pipelines.flatMap(({ exporters }) => exporters);
    const idle = Object.keys(componentsOf(one, "exporters")).filter((id) => !isDebug(id) && !used.includes(id));
    return pipelines.length === 0
        ? []
        : idle.map(
              (id) =>
                  `exporters["${id}"] is in no pipeline, so nothing is ever sent there; add it to one, or remove it`,
          );
}

/** A connector ends one pipeline and starts another. */
function halfConnectors(one: Collector, pipelines: Pipeline[]): string[] {
    const sides = (id: string): [boolean, boolean] => [
        pipelines.some(({ exporters }) => exporters.includes(id)),
        pipelines.some(({ receivers }) => receivers.includes(id)),
    ];
    return Object.keys(componentsOf(one, "connectors")).flatMap((id) => {
        const [from, to] = sides(id);
        return from && to
            ? []
            : [
                  `connectors["${id}"] must be an exporter of one pipeline and a receiver of another${from || to ? `, but is no ${from ? "receiver" : "exporter"} anywhere` : ""}`,
              ];
    });
}

/** What comes from a connector has already passed a memory limiter. */
function order(one: Collector, { name, receivers, processors }: Pipeline): string[] {
    const connectors = componentsOf(one, "connectors");
    const listed = at(one.config, "service", "pipelines", name, "processors");
    const first = Array.isArray(listed) ? listed[0] : listed;
    if (
        first === unknown ||
        (receivers.length > 0 && receivers.every((id) => id in connectors)) ||
        (typeof first === "string" && typeOf(first) === "memory_limiter")
    ) {
        return [];
    }
    const later = processors.some((id) => typeOf(id) === "memory_limiter");
    return [
        `pipelines.${name}.processors ${later ? "has memory_limiter, but not first" : "has no memory_limiter"}: too much data crashes the collector, and everything in its memory is lost; put memory_limiter first`,
    ];
}

/** Batches pass unchanged through an exporter whose senders wait for its answer. */
function batching(one: Collector, { name, processors, exporters }: Pipeline): string[] {
    const defined = componentsOf(one, "exporters");
    const single = exporters.filter((id) => {
        const queue = at(deliveryOf(id, defined[id]).settings, "sending_queue");
        return (
            id in defined && hasQueue(id) && at(queue, "batch") === undefined && at(queue, "wait_for_result") !== true
        );
    });
    const batched =
        processors.some((id) => typeOf(id) === "batch") ||
        at(one.config, "service", "pipelines", name, "processors") === unknown;
    return batched || single.length === 0
        ? []
        : [
              `pipelines.${name} sends to ${single.join(", ")} without batching; add the processor batch last, or sending_queue.batch to the exporter`,
          ];
}

function debugging({ name, exporters }: Pipeline, { debugExporter }: Config): string[] {
    return debugExporter
        ? []
        : exporters
              .filter(isDebug)
              .map(
                  (id) =>
                      `pipelines.${name}.exporters has ${id}, which writes every request's data to the log or drops it; remove it`,
              );
}

/** Queue and retries are on by default, except in a load-balancing exporter's own settings. */
function delivery(one: Collector): string[] {
    return Object.entries(componentsOf(one, "exporters"))
        .filter(([id]) => !isDebug(id))
        .flatMap(([id, exporter]) => {
            const { settings, path } = deliveryOf(id, exporter);
            const off = (key: string): boolean => at(settings, key, "enabled") === false;
            return [
                ...(off("sending_queue")
                    ? [
                          `exporters["${id}"]${path}.sending_queue is off, so a slow backend blocks the gateway's data; leave it on`,
                      ]
                    : []),
                ...(off("retry_on_failure")
                    ? [
                          `exporters["${id}"]${path}.retry_on_failure is off, so data are lost whenever the backend is unavailable; leave it on`,
                      ]
                    : []),
            ];
        });
}

function memory(one: Collector, pipelines: Pipeline[]): string[] {
    const limit = at(one.spec, "resources", "limits", "memory");
    const limiters = Object.entries(componentsOf(one, "processors")).filter(([id]) => typeOf(id) === "memory_limiter");
    const refused = limiters.flatMap(([, settings]) => refusedFrom(settings, limit) ?? []);
    const queues = queueProblem(
        queuedBytes(one, pipelines),
        refused.length > 0 ? Math.min(...refused) : undefined,
        limit,
    );
    return [
        ...limiters.flatMap(([id, settings]) =>
            limiterProblems(settings, limit).map((problem) => `processors["${id}"] ${problem}`),
        ),
        ...(queues === undefined ? [] : [queues]),
    ];
}

function endpoints(system: System, one: Collector, otherServices: readonly string[]): string[] {
    return Object.entries(componentsOf(one, "exporters")).flatMap(([id, settings]) =>
        ["endpoint", "traces_endpoint", "logs_endpoint", "metrics_endpoint"].flatMap((key) => {
            const endpoint = textAt(settings, key);
            const where = `exporters["${id}"].${key} ${printable(endpoint ?? "")}`;
            const port = /^(?:\w+:\/\/)?[^/]*:(\d+)/.exec(endpoint ?? "")?.[1];
            if (/^otlp_?http$/.test(typeOf(id)) && port === "4317") {
                return [`${where}: 4317 takes OTLP over gRPC, and this exporter speaks HTTP; use 4318, or otlp_grpc`];
            }
            if (/^otlp(_grpc)?$/.test(typeOf(id)) && port === "4318") {
                return [`${where}: 4318 takes OTLP over HTTP, and this exporter speaks gRPC; use 4317, or otlp_http`];
            }
            const end = deadEnd(system, endpoint, one.namespace, otherServices, "collector.otherServices");
            return end === undefined ? [] : [`${where} leads nowhere: ${end}`];
        }),
    );
}

function oldNames(one: Collector): string[] {
    const old = renamed.flatMap(({ section, old: name, now }) =>
        Object.keys(componentsOf(one, section))
            .filter((id) => typeOf(id) === name)
            .map(
                (id) =>
                    `${section}["${id}"]: the name ${name} is deprecated, and a later collector will refuse it; call it ${id.replace(name, now)}`,
            ),
    );
    const gone = Object.keys(componentsOf(one, "exporters")).flatMap((id) => {
        const now = removed[typeOf(id)];
        return now === undefined
            ? []
            : [
                  `exporters["${id}"]: the exporter ${typeOf(id)} no longer exists, so the collector does not start; use ${now}`,
              ];
    });
    return [...old, ...gone];
}
