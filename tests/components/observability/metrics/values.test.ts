import assert from "node:assert/strict";
import { toMebibytes } from "../../../../model/quantity";
import { metricsValues } from "../../../../components/observability/metrics/values";
import { withSlack } from "../../../../components/observability/metrics/alertmanager/slackShortForm";
import { datasources, quiet, resources } from "../made";

describe("metrics values", () => {
    const settings = {
        namespace: "observability",
        clusterName: "c",
        scrapeInterval: "10s",
        evaluationInterval: "30s",
        replicas: 1,
        retention: "360h",
        volumeSize: "20Gi",
        resources,
        grafana: { volumeSize: "10Gi", dashboards: [], kongDashboards: false, datasources: [] },
        datasources,
        nodesComeWithLoad: false,
        destinations: [{ kind: "in-cluster" as const }],
        ingressController: true,
        registry: {},
        grafanaAdminSecret: "grafana-admin",
        alerting: quiet,
        served: {
            prometheus: { service: "prometheus", namespace: "observability" },
            alertmanager: { service: "alertmanager", namespace: "observability" },
        },
    };
    const values = metricsValues(settings);

    it("scrape and evaluate as asked, and receive what is pushed", () => {
        const { prometheusSpec } = values.prometheus;
        assert.equal(prometheusSpec.scrapeInterval, "10s");
        assert.equal(prometheusSpec.evaluationInterval, "30s");
        assert.equal(prometheusSpec.enableRemoteWriteReceiver, true);
        assert.equal(prometheusSpec.enableOTLPReceiver, true);
        assert.deepEqual(prometheusSpec.enableFeatures, ["exemplar-storage"]);
    });

    it("delete the oldest metrics before the volume is full", () => {
        assert.equal(values.prometheus.prometheusSpec.retentionSize, "16384MB");
        assert.equal(values.prometheus.prometheusSpec.retention, "360h");
    });

    it("leave Prometheus' full volume emptier than KubePersistentVolumeFillingUp asks for", () => {
        const bytes = (mebibytes: number): number => mebibytes * 2 ** 20;
        for (const size of ["5Gi", "20Gi", "100Gi"]) {
            const kept = parseInt(
                String(metricsValues({ ...settings, volumeSize: size }).prometheus.prometheusSpec.retentionSize),
            );
            // What ext4 takes of a small volume for itself.
            const capacity = bytes(toMebibytes(size)) * 0.96;
            assert.ok(1 - bytes(kept) / capacity > 0.15, size);
        }
    });

    it("ask for room for a lost node only where none comes by itself", () => {
        const off = (nodesComeWithLoad: boolean): string[] =>
            Object.keys(metricsValues({ ...settings, nodesComeWithLoad }).defaultRules.disabled);
        assert.deepEqual(off(false), ["KubeletServerCertificateExpiration"]);
        assert.deepEqual(off(true).filter((name) => /Overcommit$/.test(name)).length, 4);
    });

    it("scrape what the chart's alerts on kube-state-metrics ask for", () => {
        assert.deepEqual(values["kube-state-metrics"].selfMonitor, { enabled: true });
    });

    it("leave out what EKS hides", () => {
        for (const part of ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"] as const) {
            assert.deepEqual(values[part], { enabled: false });
        }
    });

    it("give Grafana a StatefulSet, a Secret for its password, and no datasource of the chart's", () => {
        assert.deepEqual(values.grafana.admin, {
            existingSecret: "grafana-admin",
            userKey: "admin-user",
            passwordKey: "admin-password",
        });
        assert.deepEqual(values.grafana.persistence, {
            enabled: true,
            type: "sts",
            size: "10Gi",
            accessModes: ["ReadWriteOnce"],
        });
        assert.equal(values.grafana.adminPassword, undefined);
    });

    it("have Grafana wait for its datasources, and its sidecar watch on", () => {
        const { datasources } = (values.grafana as { sidecar: { datasources: Record<string, unknown> } }).sidecar;
        assert.equal(datasources.initDatasources, true);
        assert.equal(datasources.restartPolicy, "Always");
        const probe = datasources.startupProbe as { periodSeconds: number; failureThreshold: number };
        // Short enough that Grafana starts soon, and patient enough for an API server that is slow.
        assert.ok(probe.periodSeconds <= 5 && probe.periodSeconds * probe.failureThreshold >= 120);
        // WATCH is the chart's own.
        assert.equal(datasources.watchMethod, undefined);
    });

    it("let Grafana's account read its own namespace alone, and its sidecar look no further", () => {
        const { rbac, sidecar } = values.grafana as { rbac: unknown; sidecar: { dashboards: Record<string, unknown> } };
        assert.deepEqual(rbac, { namespaced: true });
        assert.equal(sidecar.dashboards.searchNamespace, "observability");
    });

    it("let Grafana ask nobody outside the cluster by itself", () => {
        const ini = values.grafana["grafana.ini"] as Record<string, Record<string, boolean>>;
        assert.deepEqual(ini.plugins, { preinstall_disabled: true, public_key_retrieval_disabled: true });
        assert.deepEqual(Object.values(ini.analytics ?? {}), [false, false, false]);
        assert.equal(ini.news?.news_feed_enabled, false);
        assert.deepEqual(ini.security, { disable_gravatar: true });
        const addresses = { grafana: "https://grafana.example.com" };
        const { grafana } = metricsValues({ ...settings, addresses });
        assert.deepEqual((grafana["grafana.ini"] as typeof ini).security, {
            disable_gravatar: true,
            cookie_secure: true,
        });
    });

    it("send alerts to Slack by file where asked, and route none to a receiver that is not there", () => {
        const { config, alertmanagerSpec } = metricsValues({
            ...settings,
            alerting: withSlack(quiet, "#alerts"),
        }).alertmanager;
        assert.equal(config.global.slack_api_url_file, "/etc/alertmanager/secrets/alertmanager-slack/webhook-url");
        assert.deepEqual(alertmanagerSpec.secrets, ["alertmanager-slack"]);
        assert.deepEqual(config.receivers.at(-1)?.slack_configs, [{ channel: "#alerts", send_resolved: true }]);
        assert.equal(values.alertmanager.config.global.slack_api_url_file, undefined);
        const names = config.receivers.map(({ name }) => name);
        for (const receiver of [config.route.receiver, ...config.route.routes.map((route) => route.receiver)]) {
            assert.ok(names.includes(receiver), receiver);
        }
    });

    it("name the StorageClass everywhere, or nowhere", () => {
        const classes = (text: string): number => text.split('"gp3"').length - 1;
        assert.equal(classes(JSON.stringify(metricsValues({ ...settings, storageClass: "gp3" }))), 3);
        assert.ok(!JSON.stringify(values).includes("storageClassName"));
    });
});
