import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { dashboardUids } from "../../../../model/dashboards";
import { type PanelBuilder, seriesOf } from "../../../shared/dashboards/panels";
import { frame, withSections } from "../../../shared/dashboards/frame";

/** Its metrics by the minute in PromQL (server/querier/app/prometheus/README.md at tag v7.1.8). */
const ofRequests = (metric: string): string => `flow_metrics__application__${metric}__1m`;
const ofConnections = (metric: string): string => `flow_metrics__network__${metric}__1m`;

/** What DeepFlow's agents see of requests and connections, of every service of the cluster. */
export function deepflowDashboard(): DashboardBuilder {
    const dashboard = frame({
        uid: dashboardUids.deepflow,
        title: "DeepFlow: requests and connections",
        description: "What eBPF shows of every service, whether or not it counts or traces anything itself.",
    });
    return withSections(dashboard, [
        { title: "Requests", panels: requests() },
        { title: "TCP", panels: connections() },
    ]);
}

const show = (title: string, unit: string, expr: string): PanelBuilder =>
    seriesOf("deepflow", title, unit, { "{{auto_service}}": expr });

const perSecond = (series: string): string => `sum by (auto_service) (${series}) / 60`;
const mean = (series: string): string => `avg by (auto_service) (${series})`;

function requests(): PanelBuilder[] {
    return [
        show("Requests", "reqps", perSecond(ofRequests("request"))),
        show("Errors of servers", "reqps", perSecond(ofRequests("server_error"))),
        show("Errors of clients", "reqps", perSecond(ofRequests("client_error"))),
        show("Requests without an answer in time", "reqps", perSecond(ofRequests("timeout"))),
        show("Mean time to an answer", "µs", mean(ofRequests("rrt"))),
        show("Longest time to an answer", "µs", `max by (auto_service) (${ofRequests("rrt_max")})`),
    ];
}

function connections(): PanelBuilder[] {
    return [
        show("New connections", "cps", perSecond(ofConnections("new_flow"))),
        show("Bytes", "Bps", perSecond(ofConnections("byte"))),
        show("Packets sent again", "pps", perSecond(ofConnections("retrans"))),
        show("Zero windows: a receiver that does not keep up", "pps", perSecond(ofConnections("zero_win"))),
        show("Connections that fail", "cps", perSecond(ofConnections("tcp_establish_fail"))),
        show("Connections that are reset", "cps", perSecond(ofConnections("tcp_rst_fail"))),
    ];
}
