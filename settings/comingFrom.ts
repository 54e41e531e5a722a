/**
 * What is here instead of what well-known posts write, by the page about the post and by the key: as a path, after `*.`
 * wherever it stands, or with the value that it has there.
 */
export const pages: Record<string, Record<string, string>> = {
    "docs/coming-from/000.md": {
        prometheus: "metrics",
        grafana: "metrics.grafana",
        loki: "logs",
        "loki-stack": "logs",
        tempo: "traces",
        "*.prometheusSpec": "metrics.scrapeInterval, metrics.evaluationInterval and others of metrics",
        "metrics.grafana.persistence": "metrics.grafana.volumeSize",
        "metrics.grafana.dashboardProviders": "metrics.grafana.dashboards[].folder",
        "metrics.grafana.dashboards": "metrics.grafana.kongDashboards for Kong's own, for others a list",
        "metrics.grafana.dashboards[].gnetId": "metrics.grafana.dashboards[].id",
        "metrics.grafana.dashboards[].datasource": "metrics.grafana.dashboards[].inputs",
        "metrics.grafana.datasources": "no setting for Prometheus, Loki and Tempo, which are there; a list of others",
        "logs.image": "no setting: versions are pinned together",
        "*.collectorImage": "no setting: versions are pinned together",
        "*.admissionWebhooks": "no setting: the operator makes its certificate itself",
        "collector.mode": "collector.replicas of one Deployment; agents on the nodes beside it read logs",
        "collector.config": "collector.exporters and collector.processors beside those of this program",
        "collector.receivers": "collector.receive, for telemetry of other clusters; OTLP is received without a setting",
        "collector.service": "signals in collector.exporters; the pipelines follow",
        "collector.pipelines": "signals in collector.exporters; the pipelines follow",
        "gateway.env": "sampling for tracing; for others kong.gateways.env or kong.dataPlanes[].env",
        "*.serviceMonitor": "no setting: what is installed here is scraped; kong.scrapeInterval says how often Kong is",
        "*.parentRefs": "gateway.services[].routes: the gateway's own Gateway",
        "*.backendRefs": "gateway.services[].url",
        "*.matches": "gateway.services[].routes[].paths, hosts and methods",
    },
    "docs/coming-from/001.md": {
        "*.replicaCount": "kong.gateways.replicas or kong.dataPlanes[].replicas",
        "*.installCRDs": "no setting: Kong's CRDs come with the chart; kong.gatewayApiCrds for the Gateway API's",
        "*.nodePort": "httpNodePort and httpsNodePort beside type: NodePort",
        "*.proxy.http": "httpNodePort beside type: NodePort",
        "*.proxy.tls": "httpsNodePort beside type: NodePort",
        "kong.proxy": "kong.gateways.proxy or kong.dataPlanes[].proxy",
        "kong.ingressController": "kong.topology ingress-controller with kong.controller",
        "kong.admin": "no setting: the Admin API stays inside; kubectl port-forward",
        "*.adminPassword": "no setting: the password is generated, into the Secret grafana-admin",
        "*.serviceMonitorSelector": "no setting: every monitor is taken, whatever its labels",
        "*.podMonitorSelector": "no setting: every monitor is taken, whatever its labels",
        "*.ruleSelector": "no setting: every rule is taken, whatever its labels",
        "metrics.serviceMonitors[].labels": "no setting: every monitor is taken, whatever its labels",
        "metrics.podMonitors[].labels": "no setting: every monitor is taken, whatever its labels",
        "access.ingress": "access.grafana, access.prometheus and access.alertmanager, each with its host",
        "access.rules": "access.grafana, access.prometheus and access.alertmanager, each with its host",
    },
    "docs/coming-from/002.md": {
        "*.remoteWrite": "metrics.destinations",
        "*.remote_write": "metrics.destinations",
        "metrics.agentMode": "no setting: alerts and dashboards ask Prometheus, and an agent answers no query",
        "gateway.plugins[].config.endpoint":
            "traces.destinations for where spans go; the plugin sends to the collector",
        "*.external_agent_http_proxy_enabled": "no setting: the agent takes spans and samples by default",
        "deepflow.global": "deepflow.mysql and deepflow.clickhouse for volumes; chartOverrides for others",
        "deepflow.grafana": "deepflow.grafanaPlugins, for the Grafana that is there",
        "*.ingressClassName": "gateway.services",
        "*.pathType": "gateway.services[].routes[].paths",
    },
    "docs/coming-from/003.md": {
        "kong.topology: traditional": "hybrid: a gateway that needs the database to start offers nothing more",
        "kong.topology: konnect": "hybrid, whose control plane is yours",
        "kong.topology: db-less": "ingress-controller: gateways without a database",
        "kong.topology: dbless": "ingress-controller: gateways without a database",
        "kong.env": "kong.dataPlanes[].env or kong.gateways.env; what this program decides has settings of its own",
        "kong.controlPlane.env": "kong.database, kong.certificate, kong.manager and kong.rbac decide what is in it",
        "kong.image": "no setting: versions are pinned together; kong.edition, and registry for a mirror",
        "kong.secretVolumes": "kong.certificate, which makes and mounts it",
        "kong.role": "kong.topology; each plane has its role",
        "kong.password": "kong.rbac, with a generated password in the Secret kong-superuser",
        "*.enterprise": "kong.edition, and the secret kongLicense",
        "*.license_secret": "the secret kongLicense",
        "kong.license": "the secret kongLicense",
        "kong.cluster": "no setting: it comes with topology hybrid; kong.controlPlane.expose for other clusters",
        "kong.clustertelemetry": "no setting: it comes with topology hybrid and kong.edition enterprise",
        "kong.manager": "the value itself",
        "kong.postgresql": "kong.database",
        "kong.database": "kong.database.kind and what belongs to it",
        "*.syncPolicy": "delivery",
        "*.targetRevision": "no setting: versions are pinned in charts/",
        "*.repoURL": "registry.charts for a mirror",
    },
    "docs/coming-from/004.md": {
        "*.matchLabels": "selector",
        "*.endpoints": "port, path, interval and others of an endpoint, each a key of the monitor",
        "*.namespaceSelector": "namespace",
        "*.metadata": "what is in it, as keys of their own",
        "*.spec": "what is in it, as keys of their own",
        "*.slack_api_url": "alerts.receivers[].webhookUrl, by reference to a credential",
        "*.slack_configs": "alerts.receivers with kind: slack",
        "alerts.route": "alerts.routes, alerts.defaultReceiver, alerts.groupBy",
        "*.additionalPrometheusRules": "alerts.rules",
        "logs.config": "logs.containers for what is read, logs.storage for where it is kept",
        "*.persistence": "volumeSize of logs, traces, metrics or metrics.grafana",
        "*.extraArgs": "chartOverrides, where no setting fits",
        "*.schema_config": "logs.storage",
        "*.storage_config": "logs.storage",
        "*.pipelineStages": "logs.containers.json",
        "*.snippets": "logs.containers.json",
    },
};

/**
 * What is here instead of something that only posts and charts have, and where to read more; nothing for any other.
 * @param key in full, such as `kong-observability:kong.dataPlanes[0].env`
 * @param value what it has, where the key itself is known
 */
export function comingFrom(key: string, value?: unknown): string {
    const path = key.replace(/^[^:]*:/, "").replaceAll(/\[\d+\]/g, "[]");
    const written = typeof value === "string" ? `${path}: ${value}` : path;
    const [closest] = Object.entries(pages)
        .flatMap(([page, habits]) => Object.entries(habits).map(([habit, instead]) => ({ habit, instead, page })))
        .filter(({ habit }) => habit === written || (habit.startsWith("*.") && `.${written}`.endsWith(habit.slice(1))))
        .sort((one, other) => other.habit.length - one.habit.length);
    return closest === undefined ? "" : `; here: ${closest.instead} (${closest.page})`;
}
