import assert from "node:assert/strict";
import { pluginSchemas } from "../../model/plugins";
import { problems, valid } from "./helpers";

const hybrid = valid.kong as Record<string, unknown>;
const controlled = { topology: "ingress-controller" };
const overrides = (chart: string, values: object): Record<string, unknown> => ({ chartOverrides: { [chart]: values } });
const moved = "allowed: nothing here, since addresses follow from the release's own name and namespace";
const unused = (chart: string, choice: string): string =>
    `p:chartOverrides.${chart}: got {"a":1}; allowed: nothing here, since that chart is not installed with ${choice}`;

describe("settings of chartOverrides", () => {
    const wrong: [string, Record<string, unknown>, string][] = [
        [
            "a Grafana that is off",
            overrides("kube-prometheus-stack", { grafana: { enabled: false } }),
            "p:chartOverrides.kube-prometheus-stack.grafana.enabled: got false; allowed: true, since it shows the datasources and dashboards",
        ],
        [
            "an Alertmanager without its default",
            overrides("kube-prometheus-stack", { alertmanager: { enabled: null } }),
            "p:chartOverrides.kube-prometheus-stack.alertmanager.enabled: got null; allowed: true, since alerts go to it, and a datasource leads there",
        ],
        [
            "a Prometheus that is off",
            overrides("kube-prometheus-stack", { prometheus: { enabled: false } }),
            "p:chartOverrides.kube-prometheus-stack.prometheus.enabled: got false; allowed: true, since datasources, dashboards and alerts read from it",
        ],
        [
            "gateways that are off",
            { kong: controlled, ...overrides("ingress", { gateway: { enabled: false } }) },
            "p:chartOverrides.ingress.gateway.enabled: got false; allowed: true, since it takes the traffic",
        ],
        [
            "another name",
            overrides("tempo", { fullnameOverride: "traces" }),
            `p:chartOverrides.tempo.fullnameOverride: got "traces"; ${moved}`,
        ],
        [
            "another name of a part",
            overrides("kube-prometheus-stack", { grafana: { fullnameOverride: "grafana" } }),
            `p:chartOverrides.kube-prometheus-stack.grafana.fullnameOverride: got "grafana"; ${moved}`,
        ],
        [
            "another name of a Service",
            { kong: controlled, ...overrides("ingress", { gateway: { admin: { nameOverride: "admin" } } }) },
            `p:chartOverrides.ingress.gateway.admin.nameOverride: got "admin"; ${moved}`,
        ],
        [
            "another namespace",
            overrides("kube-prometheus-stack", { namespaceOverride: "other" }),
            `p:chartOverrides.kube-prometheus-stack.namespaceOverride: got "other"; ${moved}`,
        ],
    ];
    for (const [what, changes, expected] of wrong) {
        it(`refuse ${what}`, () => assert.deepEqual(problems(changes), [expected]));
    }

    it("leave other values alone, and an empty name", () => {
        assert.deepEqual(
            problems(
                overrides("kube-prometheus-stack", {
                    fullnameOverride: "",
                    grafana: { enabled: true, replicas: 2 },
                    nodeExporter: { enabled: false },
                }),
            ),
            [],
        );
    });

    const managed = valid.cluster as { compute: object };
    const switches: [string, Record<string, unknown>, string][] = [
        ["ingress", {}, "kong.topology hybrid"],
        ["kong", { kong: controlled }, "kong.topology ingress-controller"],
        ["loki", {}, "logs.chart loki-stack"],
        ["loki-stack", { logs: { chart: "loki" } }, "logs.chart loki"],
        ["cloudnative-pg", {}, "kong.database.kind external"],
        ["cloudnative-pg", { kong: controlled }, "kong.topology ingress-controller"],
        ["aws-load-balancer-controller", { cluster: { kind: "kubeconfig" } }, "cluster.kind kubeconfig"],
        [
            "aws-load-balancer-controller",
            { cluster: { ...managed, compute: { kind: "auto-mode" } } },
            "cluster.compute.kind auto-mode",
        ],
    ];
    for (const [chart, changes, choice] of switches) {
        it(`refuse ${chart} with ${choice}`, () =>
            assert.deepEqual(problems({ ...changes, ...overrides(chart, { a: 1 }) }), [unused(chart, choice)]));
    }

    it("take every chart where it is installed", () => {
        const everywhere = {
            "kube-prometheus-stack": {},
            tempo: {},
            "opentelemetry-operator": {},
            "aws-load-balancer-controller": {},
        };
        assert.deepEqual(
            problems({
                kong: { ...hybrid, database: { kind: "cloudnativepg" } },
                chartOverrides: { ...everywhere, kong: {}, "loki-stack": {}, "cloudnative-pg": {} },
            }),
            [],
        );
        assert.deepEqual(
            problems({
                kong: controlled,
                logs: { chart: "loki" },
                chartOverrides: { ...everywhere, ingress: {}, loki: {} },
            }),
            [],
        );
    });
});

describe("settings that nothing would read", () => {
    const gatewayApi = "https://registry.example.com/crds.yaml";
    const through = { kind: "ingress", className: "nginx" };
    const wrong: [string, Record<string, unknown>, string][] = [
        [
            "a mirror of CRDs in topology hybrid",
            { registry: { gatewayApi } },
            `p:registry.gatewayApi: got "${gatewayApi}"; allowed: nothing here, since those CRDs are not installed with kong.topology hybrid`,
        ],
        [
            "a mirror of CRDs that the cluster has",
            { kong: { ...controlled, gatewayApiCrds: "existing" }, registry: { gatewayApi } },
            `p:registry.gatewayApi: got "${gatewayApi}"; allowed: nothing here, since those CRDs are not installed with kong.gatewayApiCrds existing`,
        ],
        [
            "a way to no page",
            { access: { through } },
            'p:access.through: got {"kind":"ingress","className":"nginx","annotations":{}}; allowed: nothing here, since none of grafana, prometheus and alertmanager is set under access',
        ],
        [
            "Kong's class where Kong reads none",
            { access: { ...(valid.access as object), through: { ...through, className: "kong" } } },
            'p:access.through.className: got "kong"; allowed: another controller\'s class with kong.topology hybrid, in which Kong reads no Ingress; through.kind kong leads through its proxies',
        ],
    ];
    for (const [what, changes, expected] of wrong) {
        it(`refuse ${what}`, () => assert.deepEqual(problems(changes), [expected]));
    }

    it("are read again after the switch", () => {
        assert.deepEqual(
            problems({
                kong: controlled,
                registry: { gatewayApi },
                access: { ...(valid.access as object), through: { ...through, className: "kong" } },
            }),
            [],
        );
    });
});

describe("names of plugins", () => {
    const openSource = { ...hybrid, edition: "open-source", rbac: false };
    const plugins = (name: string): object => ({ plugins: [{ name }] });
    const words = (way: string): string =>
        `; allowed: the plugins of open-source Kong (enterprise plugins with kong.edition enterprise, your own with ${way})`;

    it("are refused that open-source Kong lacks, on gateway, service and route", () => {
        assert.deepEqual(problems({ kong: openSource, gateway: plugins("openid-connect") }), [
            `p:gateway.plugins[0].name: got "openid-connect"${words("chartOverrides.kong.env.plugins")}`,
        ]);
        assert.deepEqual(problems({ kong: controlled, gateway: plugins("rate-limiting-advanced") }), [
            `p:gateway.plugins[0].name: got "rate-limiting-advanced"${words("chartOverrides.ingress.gateway.env.plugins")}`,
        ]);
        const services = [
            {
                name: "a",
                url: "http://a",
                ...plugins("rate-limitng"),
                routes: [{ name: "r", paths: ["/"], ...plugins("correlationid") }],
            },
        ];
        assert.deepEqual(problems({ kong: openSource, gateway: { services } }), [
            'p:gateway.services[0].plugins[0].name: got "rate-limitng", did you mean "rate-limiting"?',
            'p:gateway.services[0].routes[0].plugins[0].name: got "correlationid", did you mean "correlation-id"?',
        ]);
    });

    it("are taken where Kong brings them, is enterprise, or is given plugins of one's own", () => {
        for (const name of ["acl", "zipkin", "standard-webhooks", "redirect", ...Object.keys(pluginSchemas)]) {
            assert.deepEqual(problems({ kong: openSource, gateway: plugins(name) }), [], name);
        }
        assert.deepEqual(problems({ gateway: plugins("openid-connect") }), []);
        assert.deepEqual(
            problems({
                kong: openSource,
                gateway: plugins("mine"),
                ...overrides("kong", { env: { plugins: "bundled,mine" } }),
            }),
            [],
        );
        assert.deepEqual(
            problems({
                kong: openSource,
                gateway: plugins("mine"),
                ...overrides("kong", { plugins: { configMaps: [{ name: "kong-plugin-mine", pluginName: "mine" }] } }),
            }),
            [],
        );
        assert.deepEqual(
            problems({
                kong: controlled,
                gateway: plugins("mine"),
                ...overrides("ingress", { gateway: { env: { plugins: "bundled,mine" } } }),
            }),
            [],
        );
    });
});
