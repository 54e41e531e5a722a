import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboardUids } from "../../../../model/dashboards";
import { type PanelBuilder, series } from "../../../shared/dashboards/panels";
import { agentSeries, recorded } from "../../../shared/series";
import type { DashboardFacts } from "./facts";
import { chosen, frame, withSections } from "../../../shared/dashboards/frame";

const ofChosen = 'namespace=~"$namespace"';
/** A pod's containers, without the sum over them that cAdvisor also exports. */
const containers = `${ofChosen}, container!=""`;

/** Applications behind the gateway: their own metrics, and Kubernetes' metrics of their pods. */
export function applicationsDashboard({ errorsCounted }: DashboardFacts): DashboardBuilder {
    const dashboard = frame({
        uid: dashboardUids.applications,
        title: "Applications",
        description: "Requests that applications count as http_request_total, and what their pods use.",
    }).withVariable(chosen("namespace", "Namespace", "label_values(kube_pod_info, namespace)"));
    return withSections(dashboard, [
        { title: "What applications count", panels: counted(errorsCounted) },
        { title: "What their pods use", panels: used() },
        { title: "Nodes", panels: nodes() },
    ]);
}

/** @param errors whether lines are counted */
function counted(errors: boolean): PanelBuilder[] {
    return [
        series("Requests", "reqps", {
            "{{job}} {{path}}": `sum by (job, path) (${recorded.requests}{${ofChosen}})`,
        }),
        ...(errors
            ? [
                  series("Errors in log lines", "cps", {
                      "{{service}}": `sum by (namespace, service) (rate(${agentSeries.errors}{${ofChosen}}[5m]))`,
                  }),
              ]
            : []),
    ];
}

function used(): PanelBuilder[] {
    const memory = `container_memory_working_set_bytes{${containers}}`;
    const limits = `kube_pod_container_resource_limits{${containers}, resource="memory"}`;
    return [
        series("Processors by pod", "short", {
            "{{pod}}": `${recorded.podProcessors}{${ofChosen}}`,
        }),
        series("Memory by pod", "bytes", { "{{pod}}": `sum by (pod) (${memory})` }),
        series("Memory by pod, of its limit", "percentunit", {
            "{{pod}}": `sum by (namespace, pod) (${memory}) / sum by (namespace, pod) (${limits})`,
        }),
        series("Restarts within an hour", "short", {
            "{{pod}} {{container}}": `increase(kube_pod_container_status_restarts_total{${ofChosen}}[1h]) > 0`,
        }).description("Empty while nothing restarts."),
    ];
}

function nodes(): PanelBuilder[] {
    return [
        series("Processors in use by node", "percentunit", {
            "{{instance}}": `1 - ${recorded.nodeProcessors}{mode="idle"}`,
        }),
        series("Processors in use by programs (user), by node", "percentunit", {
            "{{instance}}": `${recorded.nodeProcessors}{mode="user"}`,
        }),
        series("Memory in use by node", "percentunit", {
            "{{instance}}": "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
        }),
    ];
}
