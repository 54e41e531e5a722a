import type { Recording } from "../../shared/alertRules";
import { recorded } from "../../shared/series";

/** Processor usage in the cluster and requests to applications, computed once for all queries. */
export const usageRecordings: readonly Recording[] = [
    {
        record: recorded.nodeProcessors,
        expr: "avg by (instance, mode) (rate(node_cpu_seconds_total[5m]))",
    },
    {
        // Without the sum over a pod's containers that cAdvisor also exports.
        record: recorded.podProcessors,
        expr: 'sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{container!=""}[5m]))',
    },
    {
        record: recorded.requests,
        expr: "sum by (namespace, job, path) (rate(http_request_total[5m]))",
    },
];
