import type { GrafanaFact } from "../programs";

const unread = { none: "no rule asks what it finds" };

/** In kube-prometheus-stack: Grafana's chart (12.11) with some defaults changed. */
export const stackSidecars: GrafanaFact["sidecars"] = {
    alerts: { enabled: false, init: "initAlerts", endsByItself: true, port: 8081, finds: unread },
    datasources: {
        enabled: true,
        init: "initDatasources",
        endsByItself: false,
        port: 8082,
        finds: { label: "grafana_datasource", value: "1", everywhere: false },
    },
    notifiers: { enabled: false, init: "initNotifiers", endsByItself: true, port: 8083, finds: unread },
    dashboards: {
        enabled: true,
        init: "initDashboards",
        endsByItself: false,
        port: 8084,
        finds: { label: "grafana_dashboard", value: "1", everywhere: true },
    },
};

/** In Grafana's own chart: off, for any value of the label, in its own namespace. */
export const sidecars: GrafanaFact["sidecars"] = {
    ...stackSidecars,
    datasources: {
        ...stackSidecars.datasources,
        enabled: false,
        finds: { label: "grafana_datasource", value: undefined, everywhere: false },
    },
    dashboards: {
        ...stackSidecars.dashboards,
        enabled: false,
        finds: { label: "grafana_dashboard", value: undefined, everywhere: false },
    },
};
