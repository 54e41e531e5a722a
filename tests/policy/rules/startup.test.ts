import assert from "node:assert/strict";
import { unknown } from "../../../policy/library/resource";
import { startup } from "../../../policy/rules/startup/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, kubernetes, messages, release as chartOf, seenOf } from "../helpers";

const quiet = { "grafana.ini": { plugins: { preinstall_disabled: true } } };
/** A release whose Grafana leaves its plugins alone. */
const release: typeof chartOf = (chart, values, more) =>
    chartOf(
        chart,
        chart === "grafana"
            ? { ...quiet, ...values }
            : { ...values, grafana: { ...quiet, ...(values.grafana as object) } },
        more,
    );

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

    it("refuses an init container that watches for ever, by Helm or Argo CD, in the stack's chart or Grafana's own", () => {
        const message = `${key}.initDatasources makes an init container that watches for ever, and Grafana never starts; ${always}`;
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
            "grafana: sidecar.dashboards.initDashboards makes an init container that watches for ever, and Grafana never starts; set sidecar.dashboards.restartPolicy: Always, and a startupProbe on /healthz, port 8084",
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
            `${key}.initDatasources with watchMethod LIST looks once, before Grafana starts: what is written later never reaches it; set watchMethod: WATCH, and ${always}`,
        ]);
        assert.deepEqual(messages(startup, [sidecar({ watchMethod: "LIST" })]), [
            `${key}.watchMethod LIST lets the sidecar end after one look, and Kubernetes starts it again and again; set it to WATCH`,
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
        "for newer versions of its own datasources, unloads the old one and may not write where it lies, so that the " +
        "datasource is gone; set it to true";

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
        `kube-prometheus-stack: grafana.sidecar.dashboards.searchNamespace has ${looked}, but with grafana.rbac.namespaced Grafana's account reads only ${readable}: the sidecar ends again and again; list the namespaces there, and those beside Grafana's own in grafana.rbac.namespaces`;

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

describe("policy startup: init containers", () => {
    const pod = (container: object): ReturnType<typeof kubernetes> =>
        kubernetes("apps/v1", "Deployment", "shop", {
            spec: { template: { spec: { initContainers: [{ name: "wait", image: "busybox:1.37", ...container }] } } },
        });
    const ending = ": no container of its pod starts; let it end, or set restartPolicy: Always";
    const at = "shop: spec.template.spec.initContainers[0] (wait)";

    it("passes those that end, and sidecars", () => {
        const shells = [
            "until nc -z db 5432; do sleep 2; done",
            "while true; do nc -z db 5432 && break; sleep 1; done",
            "sleep 5",
            "tail -n 1 /etc/hosts",
            "tail x; test -f y",
            "timeout 60 sleep infinity || true",
            "timeout 60 sh -c 'while true; do nc -z db 5432; sleep 1; done'",
            "tail -f /var/log/x & sleep 9; kill $!",
            "echo ready # no while true; do here",
        ];
        for (const script of shells) {
            assert.deepEqual(messages(startup, [pod({ command: ["sh", "-c", script] })]), [], script);
        }
        assert.deepEqual(
            messages(startup, [pod({ command: ["sleep", "infinity"], restartPolicy: "Always", livenessProbe: {} })]),
            [],
        );
        assert.deepEqual(
            messages(startup, [
                pod({ image: "quay.io/kiwigrid/k8s-sidecar:2.10.1", env: [{ name: "METHOD", value: "LIST" }] }),
            ]),
            [],
        );
    });

    it("refuses those that wait for ever", () => {
        const scripts = {
            "sleep infinity": ["sleep infinity", "exec sleep inf"],
            "tail -f": ["tail -f /dev/null", "tail -n 0 -f /dev/null", "tail -qF x", "tail --follow x"],
            "a loop without an end": [
                "while true; do sleep 1; done",
                "while :\ndo date; done",
                "while [ 1 ]; do true; done",
                "while sleep 5; do date; done",
                "until false; do sleep 1; done",
                "for ((;;)); do sleep 1; done",
                "while true; do curl --max-timeout 5 db; sleep 1; done",
            ],
        };
        for (const [what, script] of Object.entries(scripts).flatMap(([what, all]) =>
            all.map((script) => [what, script]),
        )) {
            assert.deepEqual(messages(startup, [pod({ command: ["sh", "-c"], args: [script] })]), [
                `${at} waits for ever (${what})${ending}`,
            ]);
        }
    });

    it("refuses a k8s-sidecar that watches, whatever it is called", () => {
        const image = "mirror.example.com/kiwigrid/k8s-sidecar:2.10.1";
        assert.deepEqual(messages(startup, [pod({ image, env: [{ name: "METHOD", value: "SLEEP" }] })]), [
            `${at} watches for ever (METHOD SLEEP)${ending}`,
        ]);
        assert.deepEqual(messages(startup, [pod({ image })]), [`${at} watches for ever (METHOD is not set)${ending}`]);
        assert.deepEqual(messages(startup, [pod({ image, envFrom: [{ configMapRef: { name: "settings" } }] })]), []);
        assert.deepEqual(messages(startup, [pod({ image, env: [{ name: "METHOD", valueFrom: {} }] })]), []);
    });

    it("refuses a probe that the API server refuses", () => {
        assert.deepEqual(messages(startup, [pod({ readinessProbe: { exec: {} } })]), [
            `${at} has a readinessProbe, which only an init container with restartPolicy: Always may have${ending}`,
        ]);
        assert.deepEqual(
            messages(startup, [pod({ restartPolicy: unknown, command: ["sleep", "infinity"], readinessProbe: {} })]),
            [],
        );
    });

    it("finds them in values and custom resources", () => {
        const sleep = { name: "s", command: ["sleep", "infinity"] };
        assert.deepEqual(
            messages(startup, [release("kube-prometheus-stack", { grafana: { extraInitContainers: [sleep] } })]),
            [`kube-prometheus-stack: grafana.extraInitContainers[0] (s) waits for ever (sleep infinity)${ending}`],
        );
        assert.deepEqual(
            messages(startup, [
                kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", {
                    spec: { initContainers: [sleep] },
                }),
            ]),
            [`otel: spec.initContainers[0] (s) waits for ever (sleep infinity)${ending}`],
        );
        assert.equal(
            messages(startup, [
                application("a", {
                    chart: "kong",
                    helm: { valuesObject: { deployment: { initContainers: [sleep] } } },
                }),
            ]).length,
            1,
        );
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`passes the stack ${stack}`, async () => {
            assert.deepEqual(messages(startup, seenOf(await planOf(stack))), []);
        });
    }
});

describe("policy startup: Loki", () => {
    const loki = (ceiling: unknown, memory: unknown): string[] => {
        const resources = { limits: { memory } };
        const wal = { wal: { replay_memory_ceiling: ceiling } };
        const found = messages(startup, [chartOf("loki", { loki: { ingester: wal }, singleBinary: { resources } })]);
        const stack = messages(startup, [chartOf("loki-stack", { loki: { config: { ingester: wal }, resources } })]);
        assert.deepEqual(
            stack,
            found.map((text) => text.replace(/^loki: loki\./, "loki-stack: loki.config.")),
        );
        return found;
    };

    it("refuses more of a write-ahead log in memory than there is, as an override of its memory alone makes it", () => {
        assert.deepEqual(loki("512MB", "256Mi"), [
            "loki: loki.ingester.wal.replay_memory_ceiling is 512MB, and the container has 256Mi: after a crash each start reads the " +
                "write-ahead log until the kernel ends it; allowed: less than that, best half of it",
        ]);
        assert.deepEqual(
            [loki("512MB", "1Gi"), loki(undefined, "256Mi"), loki("512MB", undefined), loki(unknown, "256Mi")],
            [[], [], [], []],
        );
    });
});
