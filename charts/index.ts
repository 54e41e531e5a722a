import { awsLoadBalancerController } from "./aws-load-balancer-controller/chart";
import { cloudnativePg } from "./cloudnative-pg/chart";
import type { ChartDescription } from "./description";
import { ingress } from "./ingress/chart";
import { kong } from "./kong/chart";
import { kubePrometheusStack } from "./kube-prometheus-stack/chart";
import { lokiStack } from "./loki-stack/chart";
import { loki } from "./loki/chart";
import { opentelemetryOperator } from "./opentelemetry-operator/chart";
import type { ChartPin } from "./pin";
import { prometheusBlackboxExporter } from "./prometheus-blackbox-exporter/chart";
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
} satisfies Record<string, ChartDescription>;

/** Every chart this program can install. */
export type ChartName = keyof typeof described;
export const chartNames = Object.keys(described) as ChartName[];

/** The names that a chart's pin gives to its images. */
export type ChartImage<C extends ChartName> = keyof (typeof described)[C]["pin"]["images"] & string;

/** What is known of each chart. */
export const charts: Record<ChartName, ChartDescription> = described;

export function chartPin(chart: ChartName): ChartPin {
    return charts[chart].pin;
}
