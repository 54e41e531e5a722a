import { collectorComponents } from "../../charts/opentelemetry-operator/components";
import { namesIn, type OwnPart } from "../../model/collectorParts";
import { elsewhere } from "../../model/destinations";
import { secretLiterals } from "../../model/secrets/meaning";
import { textsIn } from "../../model/values";
import type { Problem } from "../problems";
import type { PlainSettings } from "../schema";
import { type CrossCheck, crossCheck, repeated, sameNames } from "./check";

/** Ids of the collector's parts that this program creates; a test compares them with the generated configuration. */
export const ourParts = {
    exporters: ["otlp_grpc/tempo", "otlp_http/loki"],
    processors: [
        ...["memory_limiter", "memory_limiter/agent", "k8s_attributes", "resource", "batch"],
        ...["transform/spans", "transform/logs"],
    ],
} as const;

/** There is one of each, sized by the container's memory. */
const single = ["batch", "memory_limiter"];
/** They need all spans of a trace, which are spread over several pods. */
const wholeTraces = ["tail_sampling", "groupbytrace"];

/** The stack's own exporters and processors are compatible with ours, and contain no secret. */
export const collectorChecks: readonly CrossCheck[] = [
    crossCheck(["collector"], ({ collector }, { project }) =>
        (["exporters", "processors"] as const).flatMap((section) => {
            const key = `${project}:collector.${section}`;
            return [
                ...collector[section].flatMap((part) => [
                    ...taken(section, part, key),
                    ...unknownSignals(section, part, key),
                    ...secretsIn(part, key),
                    ...unsetVariables(part, collector.env, key),
                ]),
            ];
        }),
    ),
    crossCheck(["collector"], ({ collector }, { project }) => [
        ...processorProblems(collector, `${project}:collector.processors`),
        ...unusedVariables(collector, `${project}:collector.env`),
    ]),
    crossCheck(["collector", "cluster"], ({ collector: { receive }, cluster }, { project }) =>
        receive === undefined ? [] : receiveProblems(receive, cluster, `${project}:collector.receive`),
    ),
    crossCheck(["collector", "logs", "traces"], ({ collector, logs, traces }, { project }) => {
        const listed = [...elsewhere(logs.destinations), ...elsewhere(traces.destinations)].map(({ name }) => name);
        const names = collector.exporters.map((part) => namesIn(part.id).name);
        const twice = repeated(names).map(([index]) => index);
        const promtail = logs.chart === "loki-stack" && !logs.otlp;
        return collector.exporters.flatMap(({ id, signals }, index) => {
            const key = `${project}:collector.exporters.${id}`;
            return [
                (twice.includes(index) || listed.includes(names[index] ?? "")) && {
                    key,
                    message: `got the name "${names[index]}"; allowed: one that no other exporter and no destination has`,
                },
                promtail &&
                    signals.includes("logs") && {
                        key: `${key}.signals`,
                        message:
                            "got logs; allowed: [traces] with logs.otlp false, where promtail sends lines only to Loki",
                    },
            ];
        });
    }),
];

function taken(section: keyof typeof ourParts, { id }: OwnPart, key: string): Problem[] {
    const ours: readonly string[] = ourParts[section];
    return ours.includes(id)
        ? [
              {
                  key: `${key}.${id}`,
                  message: `got an id that this program uses itself; allowed: any other, such as ${id}-2`,
              },
          ]
        : [];
}

function unknownSignals(section: keyof typeof ourParts, { id, signals }: OwnPart, key: string): Problem[] {
    const can = collectorComponents[section][namesIn(id).type] ?? [];
    const beyond = signals.filter((signal) => !can.includes(signal));
    const none = signals.length === 0 && can.length > 0;
    return beyond.length === 0 && !none
        ? []
        : [
              {
                  key: `${key}.${id}${none ? "" : ".signals"}`,
                  message: none
                      ? `got one for ${can.join(", ")}; allowed: one for traces or logs, the signals that this collector processes`
                      : `got ${beyond.join(", ")}; allowed: ${can.join(", ")}, which it knows`,
              },
          ];
}

/** Includes possible secrets, such as any header's value: the collector's custom resource is not a Secret. */
function secretsIn({ id, settings }: OwnPart, key: string): Problem[] {
    return secretLiterals({ [id]: settings }).map(({ path }) => ({
        key: `${key}.${path.replace(/^\["([^"]*)"\]/, "$1")}`,
        message: 'got what is or may be a secret; allowed: "${env:NAME}", with the credential in collector.env.NAME',
    }));
}

/** The collector reads `$$` as `$`. */
function variablesIn({ settings }: OwnPart): string[] {
    return [...textsIn(settings)].flatMap(({ text }) =>
        [...text.replaceAll("$$", "").matchAll(/\$\{(?:env:)?([A-Za-z_]\w*)(?::-[^}]*)?\}/g)].map(
            ([, name = ""]) => name,
        ),
    );
}

function unsetVariables(part: OwnPart, env: object, key: string): Problem[] {
    return [...new Set(variablesIn(part))]
        .filter((name) => !Object.hasOwn(env, name))
        .map((name) => ({
            key: `${key}.${part.id}`,
            message: `got \${env:${name}}, and collector.env has no ${name}; allowed: ${Object.keys(env).join(", ") || "none yet"}`,
        }));
}

type CollectorSettings = PlainSettings["collector"];

function unusedVariables({ exporters, processors, env }: CollectorSettings, key: string): Problem[] {
    const used = [...exporters, ...processors].flatMap(variablesIn);
    return Object.keys(env)
        .filter((name) => !used.includes(name))
        .map((name) => ({
            key: `${key}.${name}`,
            message: `set, but nothing reads it; allowed: \${env:${name}} in collector.exporters or collector.processors, or nothing here`,
        }));
}

function processorProblems({ processors, replicas }: CollectorSettings, key: string): Problem[] {
    return processors.flatMap(({ id }) => {
        const { type } = namesIn(id);
        return [
            ...(single.includes(type)
                ? [
                      {
                          key: `${key}.${id}`,
                          message: `got another ${type}; allowed: none, since each pipeline has one, whose size follows from collector.resources`,
                      },
                  ]
                : []),
            ...(wholeTraces.includes(type) && replicas > 1
                ? [
                      {
                          key: `${key}.${id}`,
                          message: `got ${type}; allowed: with collector.replicas 1, since the spans of a trace may reach any of ${replicas} pods`,
                      },
                  ]
                : []),
        ];
    });
}

type ReceiveSettings = NonNullable<CollectorSettings["receive"]>;

function receiveProblems(
    { senders, hostname, service, certificate }: ReceiveSettings,
    cluster: PlainSettings["cluster"],
    key: string,
): (Problem | false)[] {
    return [
        ...sameNames(senders, `${key}.senders`, "sender"),
        ...repeated(senders.map(({ ca, name }) => ca?.trim() ?? name)).map(
            ([index]) =>
                senders[index]?.ca !== undefined && {
                    key: `${key}.senders[${index}].ca`,
                    message:
                        "got that of another sender; allowed: one of its own, since a sender is shut out by it alone",
                },
        ),
        hostname === undefined &&
            service.type === "ClusterIP" && {
                key: `${key}.hostname`,
                message: "missing; service.type is ClusterIP, and only you know where other clusters reach it",
            },
        hostname === undefined &&
            certificate !== undefined && {
                key: `${key}.hostname`,
                message: "missing; certificate is set: the name in it, which senders expect",
            },
        service.type === "LoadBalancer" &&
            service.scheme === "internal" &&
            cluster.kind === "kubeconfig" &&
            cluster.loadBalancers === undefined && {
                key: `${key}.service.scheme`,
                message:
                    'got "internal"; allowed with cluster.kind kubeconfig: internal together with cluster.loadBalancers, ' +
                    "which names the load balancer controller, internet-facing, or service.type ClusterIP. Otherwise no " +
                    "controller would know, and the receiver could be public",
            },
    ];
}
