import { awsLoadBalancerController } from "./aws-load-balancer-controller/chart";
import { cloudnativePg } from "./cloudnative-pg/chart";
import { deepflow } from "./deepflow/chart";
import type { ChartDescription } from "./description";
import { type Facts, listed, type None } from "./words";
import { ingress } from "./ingress/chart";
import { kong } from "./kong/chart";
import { kubePrometheusStack } from "./kube-prometheus-stack/chart";
import { lokiStack } from "./loki-stack/chart";
import { loki } from "./loki/chart";
import { opentelemetryOperator } from "./opentelemetry-operator/chart";
import type { ChartPin } from "./pin";
import { prometheusBlackboxExporter } from "./prometheus-blackbox-exporter/chart";
import { promtail } from "./promtail/chart";
import { tempo } from "./tempo/chart";

const described = {
    "kube-prometheus-stack": kubePrometheusStack,
    loki,
    "loki-stack": lokiStack,
    tempo,
    "opentelemetry-operator": opentelemetryOperator,
    kong,
    ingress,
    "cloudnative-pg": cloudnativePg,
    "aws-load-balancer-controller": awsLoadBalancerController,
    "prometheus-blackbox-exporter": prometheusBlackboxExporter,
    promtail,
    deepflow,
} satisfies Record<string, ChartDescription>;

/** Every chart this program can install. */
export type ChartName = keyof typeof described;
export const chartNames = Object.keys(described) as ChartName[];

/** The names of the images in a chart's pin. */
export type ChartImage<C extends ChartName> = keyof (typeof described)[C]["pin"]["images"] & string;

/** What is known of each chart. */
export const charts: Record<ChartName, ChartDescription> = described;

export function chartPin(chart: ChartName): ChartPin {
    return charts[chart].pin;
}

/** What is known of a chart by name; undefined without a description. */
export function descriptionOf(chart: string): ChartDescription | undefined {
    return Object.hasOwn(charts, chart) ? charts[chart as ChartName] : undefined;
}

/** Every kind of fact that a description has, or says why it has none. */
export const factKinds: readonly string[] = [...new Set(chartNames.flatMap((chart) => Object.keys(charts[chart])))];

type KindOf<Shape> = {
    [K in keyof ChartDescription]: ChartDescription[K] extends Shape ? K : never;
}[keyof ChartDescription];
type Listed<K extends keyof ChartDescription> = Extract<ChartDescription[K], readonly unknown[]>[number];

/** The single fact of a kind about a chart; undefined if there is none. */
export function factOf<K extends "prometheus" | "alertmanager" | "grafana" | "loki" | "kong">(
    chart: string,
    kind: K,
): Exclude<ChartDescription[K], None> | undefined {
    const fact = descriptionOf(chart)?.[kind];
    return fact === undefined || "none" in fact ? undefined : (fact as Exclude<ChartDescription[K], None>);
}

/** All facts of a kind about a chart. */
export function factsOf<K extends KindOf<Facts<unknown>>>(chart: string, kind: K): readonly Listed<K>[] {
    return listed((descriptionOf(chart)?.[kind] ?? { none: "not described" }) as Facts<Listed<K>>);
}

type ServicesOf<C extends ChartName> = (typeof described)[C]["services"];

/** A Service of a chart's release, by its name in the description. */
export function servedBy<C extends ChartName, S extends keyof ServicesOf<C> & string>(
    chart: C,
    service: S,
    { releaseName, namespace }: { releaseName: string; namespace: string },
): { service: string; namespace: string; ports: PortsOf<ServicesOf<C>[S]> } {
    const fact = charts[chart].services[service]!;
    return { service: fact.name(releaseName), namespace, ports: { ...fact.ports } as PortsOf<ServicesOf<C>[S]> };
}

type PortsOf<S> = S extends { ports: infer P } ? { -readonly [K in keyof P]: P[K] } : never;

/**
 * Name on the cluster of a part of a chart, by its name in the description.
 * @throws Error if the chart has no such part
 */
export function workloadName(chart: ChartName, part: string, releaseName: string): string {
    const found = listed(charts[chart].workloads).find((workload) => workload.part === part);
    if (found === undefined) {
        throw new Error(`charts/${chart}/chart.ts describes no workload "${part}"`);
    }
    return found.name(releaseName);
}
