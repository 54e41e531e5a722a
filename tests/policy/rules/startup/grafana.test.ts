import assert from "node:assert/strict";
import { unknown } from "../../../../policy/library/resource";
import { startup } from "../../../../policy/rules/startup/rule";
import { application, messages, release as chartOf } from "../../helpers";
import { quiet, release } from "./made";

const startupProbe = { httpGet: { path: "/healthz", port: 8082 } };
const sidecar = (datasources: object, part = "datasources"): ReturnType<typeof release> =>
    release("kube-prometheus-stack", { grafana: { sidecar: { [part]: datasources } } });
const key = "kube-prometheus-stack: grafana.sidecar.datasources";
const always = "set grafana.sidecar.datasources.restartPolicy: Always, and a startupProbe on /healthz, port 8082";

describe("policy startup: Grafana's sidecars", () => {
    it("passes as a container beside Grafana, and as a probed sidecar before it", () => {
        assert.deepEqual(messages(startup, [sidecar({})]), []);
        assert.deepEqual(
            messages(startup, [sidecar({ initDatasources: true, restartPolicy: "Always", startupProbe })]),
            [],
        );
        assert.deepEqual(messages(startup, [sidecar({ enabled: false, initDatasources: true })]), []);
        assert.deepEqual(
            messages(startup, [
                release("kube-prometheus-stack", {
                    grafana: { enabled: false, sidecar: { datasources: { initDatasources: true } } },
                }),
            ]),
            [],
        );
    });

    it("refuses an init container that watches forever, by Helm or Argo CD, in the stack's chart or Grafana's own", () => {
        const message = `${key}.initDatasources makes an init container that watches forever, and Grafana never starts; ${always}`;
        assert.deepEqual(messages(startup, [sidecar({ initDatasources: true })]), [message]);
        assert.deepEqual(messages(startup, [sidecar({ initDatasources: true, restartPolicy: null })]), [message]);
        const values =
            "grafana:\n  grafana.ini: { plugins: { preinstall_disabled: true } }\n  sidecar:\n    datasources:\n      initDatasources: true\n";
        assert.deepEqual(
            messages(startup, [
                application("kube-prometheus-stack", { chart: "kube-prometheus-stack", helm: { values } }),
            ]),
            [message],
        );
        const alone = release("grafana", { sidecar: { dashboards: { enabled: true, initDashboards: true } } });
        assert.deepEqual(messages(startup, [alone]), [
            "grafana: sidecar.dashboards.initDashboards makes an init container that watches forever, and Grafana never starts; set sidecar.dashboards.restartPolicy: Always, and a startupProbe on /healthz, port 8084",
        ]);
    });

    it("knows that alerts and notifiers list once", () => {
        assert.deepEqual(
            messages(startup, [
                sidecar({ enabled: true, initAlerts: true }, "alerts"),
                sidecar({ enabled: true, initNotifiers: true }, "notifiers"),
            ]),
            [],
        );
    });

    it("refuses a sidecar that Grafana does not wait for", () => {
        const message = `${key}.startupProbe has no httpGet on /healthz with a port, so Grafana starts before the first sync and reads an empty folder; set it to { httpGet: { path: /healthz, port: 8082 } }`;
        for (const probe of [
            undefined,
            null,
            {},
            { tcpSocket: { port: 8082 } },
            { httpGet: { path: "/", port: 8082 } },
            { httpGet: { path: "/healthz", port: "http" } },
        ]) {
            assert.deepEqual(
                messages(startup, [sidecar({ initDatasources: true, restartPolicy: "Always", startupProbe: probe })]),
                [message],
            );
        }
    });

    it("refuses a sidecar that looks once", () => {
        assert.deepEqual(messages(startup, [sidecar({ initDatasources: true, watchMethod: "LIST" })]), [
            `${key}.initDatasources with watchMethod LIST looks only once, before Grafana starts, so files that are written later never reach it; set watchMethod: WATCH, and ${always}`,
        ]);
        assert.deepEqual(messages(startup, [sidecar({ watchMethod: "LIST" })]), [
            `${key}.watchMethod LIST makes the sidecar exit after one look, and Kubernetes restarts it repeatedly; set it to WATCH`,
        ]);
    });

    it("says nothing of what is not known", () => {
        for (const settings of [
            unknown,
            { initDatasources: unknown },
            { initDatasources: true, restartPolicy: unknown },
            { initDatasources: true, watchMethod: unknown },
        ]) {
            assert.deepEqual(messages(startup, [sidecar(settings as object)]), []);
        }
        assert.deepEqual(
            messages(startup, [sidecar({ initDatasources: true, restartPolicy: "Always", startupProbe: unknown })]),
            [],
        );
    });
});

describe("policy startup: Grafana's plugins", () => {
    const grafana = (values: object): string[] =>
        messages(startup, [chartOf("kube-prometheus-stack", { grafana: values })]);
    const updates =
        "kube-prometheus-stack: grafana.grafana.ini.plugins.preinstall_disabled is not true: at each start Grafana looks " +
        "for newer versions of its own datasources, unloads the old one and has no permission to write the new one, " +
        "so that the datasource is gone; set it to true";

    it("refuses what updates them at each start: by default, by an override, by the environment", () => {
        assert.deepEqual(grafana({}), [updates]);
        assert.deepEqual(grafana({ "grafana.ini": { plugins: { preinstall_disabled: "false" } } }), [updates]);
        assert.deepEqual(grafana({ ...quiet, env: { GF_PLUGINS_PREINSTALL_DISABLED: "false" } }), [updates]);
        assert.deepEqual(messages(startup, [chartOf("grafana", {})]), [
            updates.replace("grafana.grafana.ini", "grafana.ini").replace("kube-prometheus-stack", "grafana"),
        ]);
    });

    it("passes it switched off, in each of the two ways, and what is not known", () => {
        assert.deepEqual(grafana(quiet), []);
        assert.deepEqual(grafana({ "grafana.ini": { plugins: { preinstall_auto_update: false } } }), []);
        assert.deepEqual(grafana({ env: { GF_PLUGINS_PREINSTALL_DISABLED: "true" } }), []);
        assert.deepEqual(grafana({ "grafana.ini": { plugins: { preinstall_disabled: unknown } } }), []);
        assert.deepEqual(grafana({ "grafana.ini": unknown }), []);
        assert.deepEqual(grafana({ enabled: false }), []);
    });

    it("says of plugins that are listed and never installed, and how they are", () => {
        const message = (plugins: string): string =>
            `kube-prometheus-stack: grafana.grafana.ini.plugins.preinstall_disabled is true, so Grafana never installs ${plugins}; ` +
            "set it to false, and beside it preinstall_auto_update: false and disable_plugins: grafana-advisor-app," +
            "grafana-exploretraces-app,grafana-lokiexplore-app,grafana-metricsdrilldown-app,grafana-pyroscope-app";
        assert.deepEqual(grafana({ ...quiet, plugins: ["a-panel@1.2.3"] }), [message("a-panel@1.2.3")]);
        assert.deepEqual(grafana({ ...quiet, env: { GF_INSTALL_PLUGINS: "a-panel 1.2.3,b" } }), [
            message("a-panel@1.2.3, b"),
        ]);
    });

    it("refuses to hide the datasources that the image brings", () => {
        assert.deepEqual(grafana({ ...quiet, shadowBundledPlugins: true }), [
            "kube-prometheus-stack: grafana.shadowBundledPlugins hides what Grafana's image brings: it has no datasource prometheus, loki, tempo",
        ]);
    });
});

describe("policy startup: what Grafana's account may read", () => {
    const grafana = (rbac: object, dashboards: object = {}): ReturnType<typeof release> =>
        release("kube-prometheus-stack", { grafana: { rbac, sidecar: { dashboards } } });
    const message = (looked: string, readable: string): string =>
        `kube-prometheus-stack: grafana.sidecar.dashboards.searchNamespace has ${looked}, but with grafana.rbac.namespaced Grafana's account reads only ${readable}: the sidecar exits repeatedly; list the namespaces there, and those other than Grafana's own in grafana.rbac.namespaces`;

    it("passes a cluster-wide account, and one that reads where the sidecar looks", () => {
        assert.deepEqual(messages(startup, [grafana({})]), []);
        assert.deepEqual(messages(startup, [grafana({ namespaced: true }, { searchNamespace: "kong" })]), []);
        const two = grafana({ namespaced: true, namespaces: ["shop"] }, { searchNamespace: ["kong", "shop"] });
        assert.deepEqual(messages(startup, [two]), []);
        assert.deepEqual(messages(startup, [grafana({ namespaced: true }, { enabled: false })]), []);
    });

    it("refuses a sidecar that looks further, by the chart's own default too", () => {
        assert.deepEqual(messages(startup, [grafana({ namespaced: true })]), [message("ALL", "kong")]);
        const further = grafana({ namespaced: true, namespaces: ["a"] }, { searchNamespace: "kong,shop" });
        assert.deepEqual(messages(startup, [further]), [message("shop", "kong, a")]);
    });

    it("says nothing of Roles that others bring, and of what is not known", () => {
        assert.deepEqual(messages(startup, [grafana({ namespaced: true, useExistingRole: "r" })]), []);
        assert.deepEqual(messages(startup, [grafana({ namespaced: true, create: false })]), []);
        assert.deepEqual(messages(startup, [grafana({ namespaced: true, namespaces: unknown })]), []);
        assert.deepEqual(messages(startup, [grafana({ namespaced: true }, { searchNamespace: unknown })]), []);
    });
});
