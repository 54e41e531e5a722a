import assert from "node:assert/strict";
import { chartNames } from "../../charts";
import { schema, secrets } from "../../settings/schema/schema";
import { check, lines, problems, valid } from "./helpers";

const kong = valid.kong as Record<string, unknown>;
const gateway = valid.gateway as Record<string, unknown>;

describe("settings", () => {
    it("take a valid configuration", () => {
        assert.deepEqual(check().problems, []);
    });

    it("fill in every default", () => {
        const { settings, problems: none } = check({
            sampling: undefined,
            logs: {},
            kong: {},
            gateway: undefined,
            traces: { volumeSize: "5Gi" },
            kongLicense: undefined,
        });
        assert.deepEqual(none, []);
        assert.deepEqual(settings.sampling, {
            strategy: "head",
            rate: 1,
            spans: "request-and-balancer",
            trustCallers: false,
        });
        assert.equal(settings.logs?.chart, "loki");
        assert.equal(settings.logs.retention, "168h");
        assert.deepEqual(settings.traces, {
            retention: "72h",
            volumeSize: "5Gi",
            resources: { requests: { cpu: "200m", memory: "512Mi" }, limits: { memory: "2Gi" } },
        });
        assert.ok(settings.kong?.topology === "hybrid");
        assert.equal(settings.kong.edition, "open-source");
        assert.deepEqual(settings.kong.certificate, { validityDays: 1095, renewBeforeDays: 90 });
        assert.deepEqual(settings.kong.database, { kind: "cloudnativepg", instances: 1, volumeSize: "10Gi" });
        assert.deepEqual(settings.kong.dataPlanes[0]?.proxy, { type: "LoadBalancer", scheme: "internet-facing" });
        assert.equal(settings.gateway?.selectTag, "kong-observability");
    });

    it("hand on durations as Go reads them", () => {
        assert.equal(
            check({ metrics: { retention: "2w", scrapeInterval: "90s", evaluationInterval: "5m" } }).settings.metrics
                ?.retention,
            "336h",
        );
        assert.equal(check({ metrics: { scrapeInterval: "90s" } }).settings.metrics?.scrapeInterval, "90s");
        assert.equal(check({ metrics: { scrapeInterval: "120s" } }).settings.metrics?.scrapeInterval, "2m");
    });

    it("report every problem at once", () => {
        const found = problems({
            sampling: { strategy: "head", rate: 7 },
            collector: { replicas: 0 },
            kong: { ...kong, edition: "free" },
            unheard: 1,
        });
        assert.deepEqual(found.sort(), [
            "p:collector.replicas: got 0; allowed: at least 1",
            'p:kong.edition: got "free"; allowed: open-source, enterprise',
            "p:sampling.rate: got 7; allowed: 0 to 1",
            `p:unheard: unknown key; allowed: ${[...Object.keys(schema), ...Object.keys(secrets)].join(", ")}`,
        ]);
    });

    const wrong: [string, Record<string, unknown>, string][] = [
        ["a misspelt top-level key", { metrisc: {} }, 'p:metrisc: unknown key, did you mean "metrics"?'],
        [
            "a misspelt nested key",
            { metrics: { retenton: "1d" } },
            'p:metrics.retenton: unknown key, did you mean "retention"?',
        ],
        [
            "a misspelt key of a union's member",
            { cluster: { kind: "kubeconfig", contxt: "kind" } },
            'p:cluster.contxt: unknown key, did you mean "context"?',
        ],
        [
            "a key of another member",
            { cluster: { kind: "kubeconfig", network: {} }, kong: { ...kong } },
            "p:cluster.network: unknown key; allowed: kind, path, context, storageClass, loadBalancers",
        ],
        ["a wrong type", { collector: { replicas: "two" } }, 'p:collector.replicas: got "two"; allowed: a number'],
        [
            "no object",
            { kong: "hybrid" },
            'p:kong: got "hybrid"; allowed: an object with topology: hybrid or ingress-controller',
        ],
        ["a fraction", { collector: { replicas: 1.5 } }, "p:collector.replicas: got 1.5; allowed: a whole number"],
        [
            "a missing required key",
            { cluster: undefined },
            "p:cluster: missing; allowed: an object with kind: eks or kubeconfig",
        ],
        [
            "an empty object, as Pulumi.yaml's default gives",
            { cluster: {} },
            "p:cluster.kind: missing; allowed: eks, kubeconfig",
        ],
        ["an unknown kind", { cluster: { kind: "gke" } }, 'p:cluster.kind: got "gke"; allowed: eks, kubeconfig'],
        [
            "an unknown topology",
            { kong: { ...kong, topology: "traditional" } },
            'p:kong.topology: got "traditional"; allowed: hybrid, ingress-controller',
        ],
        [
            "an unknown deployment of logs",
            { logs: { chart: "promtail" } },
            'p:logs.chart: got "promtail"; allowed: loki, loki-stack',
        ],
        [
            "no duration",
            { traces: { retention: "3 days" } },
            'p:traces.retention: got "3 days"; allowed: a duration such as 30s, 5m, 72h, 15d or 2w',
        ],
        [
            "too short a retention for Loki",
            { logs: { chart: "loki", retention: "1h" } },
            "p:logs.retention: got 1h; allowed: at least 24h, Loki refuses less",
        ],
        [
            "no size",
            { traces: { volumeSize: "10GB" } },
            'p:traces.volumeSize: got "10GB"; allowed: a size such as 512Mi or 20Gi',
        ],
        ["sampling above 1", { sampling: { strategy: "head", rate: 10 } }, "p:sampling.rate: got 10; allowed: 0 to 1"],
        [
            "sampling below 0",
            { sampling: { strategy: "head", rate: -0.1 } },
            "p:sampling.rate: got -0.1; allowed: 0 to 1",
        ],
        [
            "a data plane without pods",
            { kong: { ...kong, dataPlanes: [{ name: "a" }, { name: "b", replicas: 0 }] } },
            "p:kong.dataPlanes[1].replicas: got 0; allowed: at least 1",
        ],
        ["no data plane", { kong: { ...kong, dataPlanes: [] } }, "p:kong.dataPlanes: got []; allowed: at least one"],
        [
            "two data planes of one name",
            { kong: { ...kong, dataPlanes: [{ name: "a" }, { name: "a" }] } },
            'p:kong.dataPlanes[1].name: got "a"; allowed: a name that no other data plane has',
        ],
        [
            "a data plane called as the control plane",
            { kong: { ...kong, dataPlanes: [{ name: "kong-cp" }] } },
            'p:kong.dataPlanes[0].name: got "kong-cp"; allowed: any other name, since that one is the control plane\'s',
        ],
        [
            "a node port outside the range",
            { kong: { ...kong, dataPlanes: [{ name: "a", proxy: { type: "NodePort", httpNodePort: 80 } }] } },
            "p:kong.dataPlanes[0].proxy.httpNodePort: got 80; allowed: 30000 to 32767",
        ],
        [
            "enterprise without a licence",
            { kongLicense: undefined },
            "p:kongLicense: missing; kong.edition is enterprise, which does not run without a licence: pulumi config set --secret kongLicense < license.json",
        ],
        [
            "an external database without its password",
            { databasePassword: "" },
            "p:databasePassword: missing; kong.database.kind is external: pulumi config set --secret databasePassword",
        ],
        [
            "Slack without its address",
            { slackWebhookUrl: undefined },
            "p:slackWebhookUrl: missing; metrics.slack is set: pulumi config set --secret slackWebhookUrl",
        ],
        [
            "RBAC without enterprise",
            { kong: { ...kong, edition: "open-source" } },
            "p:kong.rbac: got true; allowed: false with kong.edition open-source, which has no RBAC",
        ],
        [
            "a certificate that warns before it is renewed",
            { kong: { ...kong, certificate: { validityDays: 365, renewBeforeDays: 10 } } },
            "p:kong.certificate.renewBeforeDays: got 10; allowed: at least 30, the days before its end from which on the alert and verify warn",
        ],
        [
            "a certificate that is always due",
            { kong: { ...kong, certificate: { validityDays: 30 } } },
            "p:kong.certificate.renewBeforeDays: got 90; allowed: less than validityDays (30), else every run renews the certificate",
        ],
        [
            "RDS without a VPC",
            { cluster: { kind: "kubeconfig" }, kong: { ...kong, database: { kind: "rds" } } },
            'p:kong.database.kind: got "rds"; allowed: cloudnativepg or external with cluster.kind kubeconfig, which brings no VPC to put an RDS instance in',
        ],
        [
            "nodes that could not join",
            { cluster: { kind: "eks", endpoint: { private: false, publicCidrs: ["203.0.113.0/24"] } } },
            'p:cluster.endpoint.private: got false; allowed: true, or false with publicCidrs ["0.0.0.0/0"], else the nodes cannot reach the Kubernetes API and never join',
        ],
        [
            "no address range",
            { cluster: { kind: "eks", endpoint: { publicCidrs: ["203.0.113.1"] } } },
            'p:cluster.endpoint.publicCidrs[0]: got "203.0.113.1"; allowed: an IPv4 range such as 203.0.113.7/32, which is one address',
        ],
        [
            "a zone twice",
            { cluster: { kind: "eks", network: { zones: ["eu-central-1a", "eu-central-1b", "eu-central-1a"] } } },
            'p:cluster.network.zones[2]: got "eu-central-1a" twice; allowed: each zone once',
        ],
        [
            "a zone of another region",
            { cluster: { kind: "eks", network: { zones: ["eu-central-1a", "eu-west-1b", "eu-central-1c"] } } },
            'p:cluster.network.zones[1]: got "eu-west-1b"; allowed: zones of aws:region (eu-central-1)',
        ],
        [
            "less memory than is asked for",
            { collector: { resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { memory: "512Mi" } } } },
            'p:collector.resources: got {"requests":{"cpu":"1","memory":"2Gi"},"limits":{"memory"...; allowed: a memory limit that is no less than the request',
        ],
        [
            "two routes of one name",
            {
                gateway: {
                    services: [
                        { name: "a", url: "http://a", routes: [{ name: "r", paths: ["/"] }] },
                        { name: "b", url: "http://b", routes: [{ name: "r", paths: ["/"] }] },
                    ],
                },
            },
            'p:gateway.services: got route "r" twice; allowed: each route name once in the gateway',
        ],
        [
            "a route that nothing matches",
            { gateway: { services: [{ name: "a", url: "http://a", routes: [{ name: "r" }] }] } },
            "p:gateway.services[0].routes[0]: got a route without paths, hosts and methods; allowed: at least one of them, else Kong refuses it",
        ],
        [
            "no upstream",
            { gateway: { services: [{ name: "a", url: "a.svc" }] } },
            'p:gateway.services[0].url: got "a.svc"; allowed: an address such as http://echo.demo.svc:1027',
        ],
        [
            "a misspelt plugin field",
            { gateway: { plugins: [{ name: "opentelemetry", config: { resource_arrtibutes: { a: "b" } } }] } },
            'p:gateway.plugins[0].config.resource_arrtibutes: unknown key, did you mean "resource_attributes"?',
        ],
        [
            "a plugin's deprecated field",
            { gateway: { plugins: [{ name: "opentelemetry", config: { endpoint: "http://a" } }] } },
            "p:gateway.plugins[0].config.endpoint: unknown key; allowed: traces_endpoint, logs_endpoint, headers, resource_attributes, sampling_rate, http_response_header_for_traceid, connect_timeout, send_timeout, read_timeout, queue, propagation",
        ],
        [
            "a plugin field that a later Kong has",
            { gateway: { plugins: [{ name: "prometheus", config: { wasm_metrics: true } }] } },
            'p:gateway.plugins[0].config.wasm_metrics: unknown key, did you mean "ai_metrics"?',
        ],
        [
            "a batch of which Kong's queue would end",
            { gateway: { plugins: [{ name: "opentelemetry", config: { queue: { max_batch_size: 8000 } } }] } },
            "p:gateway.plugins[0].config.queue.max_batch_size: got 8000; allowed: a whole number from 1 to 7999",
        ],
        [
            "a plugin's timeout that Kong refuses",
            { gateway: { plugins: [{ name: "opentelemetry", config: { read_timeout: 2 ** 31 - 1 } }] } },
            "p:gateway.plugins[0].config.read_timeout: got 2147483647; allowed: at most 2147483646",
        ],
        [
            "a second place for the sampling rate",
            { gateway: { plugins: [{ name: "opentelemetry", config: { sampling_rate: 1 } }] } },
            "p:gateway.plugins[0].config.sampling_rate: got 1; allowed: nothing here, the setting p:sampling.rate decides for all",
        ],
        [
            "spans that Kong does not make",
            { sampling: { strategy: "head", spans: "balancer" } },
            'p:sampling.spans: got "balancer"; allowed: request, request-and-balancer, all',
        ],
        [
            "a sampling rate on a route that is not traced",
            {
                gateway: {
                    services: [
                        {
                            name: "a",
                            url: "http://a",
                            routes: [
                                {
                                    name: "r",
                                    paths: ["/"],
                                    traced: false,
                                    plugins: [{ name: "opentelemetry", config: { sampling_rate: 1 } }],
                                },
                            ],
                        },
                    ],
                },
            },
            "p:gateway.services[0].routes[0].plugins[0].config.sampling_rate: got 1; allowed: nothing here, since p:gateway.services[0].routes[0].traced is false",
        ],
        [
            "an access log elsewhere",
            { gateway: { plugins: [{ name: "file-log", config: { path: "/tmp/a" } }] } },
            'p:gateway.plugins[0].config.path: got "/tmp/a"; allowed: nothing here, access lines are collected from standard output; for a file of your own set p:gateway.accessLog.enabled to false',
        ],
        [
            "access lines in a file that is opened anew",
            { gateway: { plugins: [{ name: "file-log", config: { reopen: true } }] } },
            "p:gateway.plugins[0].config.reopen: got true; allowed: nothing here, nginx writes access lines to standard output",
        ],
        [
            "a log of one's own without a file",
            { gateway: { accessLog: { enabled: false }, plugins: [{ name: "file-log", config: {} }] } },
            "p:gateway.plugins[0].config.path: missing; allowed: a path, since p:gateway.accessLog.enabled is false",
        ],
        [
            "a file-log field that Kong lacks",
            { gateway: { plugins: [{ name: "file-log", config: { reopenn: true } }] } },
            'p:gateway.plugins[0].config.reopenn: unknown key, did you mean "reopen"?',
        ],
        [
            "a queue without room",
            { gateway: { plugins: [{ name: "opentelemetry", config: { queue: { max_entries: 0 } } }] } },
            "p:gateway.plugins[0].config.queue.max_entries: got 0; allowed: at least 1",
        ],
        [
            "a queue that waits too long for more",
            { gateway: { plugins: [{ name: "opentelemetry", config: { queue: { max_coalescing_delay: 3601 } } }] } },
            "p:gateway.plugins[0].config.queue.max_coalescing_delay: got 3601; allowed: at most 3600",
        ],
        [
            "a global plugin twice",
            { gateway: { ...gateway, plugins: [{ name: "acl" }, { name: "acl" }] } },
            'p:gateway.plugins[1].name: got "acl"; allowed: each global plugin once',
        ],
        [
            "a plugin twice on a service",
            { gateway: { services: [{ name: "a", url: "http://a", plugins: [{ name: "acl" }, { name: "acl" }] }] } },
            'p:gateway.services[0].plugins[1].name: got "acl"; allowed: each plugin once on a service',
        ],
        [
            "a plugin twice on a route",
            {
                gateway: {
                    services: [
                        {
                            name: "a",
                            url: "http://a",
                            routes: [{ name: "r", paths: ["/"], plugins: [{ name: "acl" }, { name: "acl" }] }],
                        },
                    ],
                },
            },
            'p:gateway.services[0].routes[0].plugins[1].name: got "acl"; allowed: each plugin once on a route',
        ],
        [
            "a misspelt plugin field on a route",
            {
                gateway: {
                    services: [
                        {
                            name: "a",
                            url: "http://a",
                            routes: [
                                {
                                    name: "r",
                                    paths: ["/"],
                                    plugins: [{ name: "prometheus", config: { per_consumr: true } }],
                                },
                            ],
                        },
                    ],
                },
            },
            'p:gateway.services[0].routes[0].plugins[0].config.per_consumr: unknown key, did you mean "per_consumer"?',
        ],
        [
            "a service that the sample brings",
            { sample: true, gateway: { services: [{ name: "mock", url: "http://a" }] } },
            'p:gateway.services[0].name: got "mock"; allowed: any other name, since sample: true brings that one',
        ],
        [
            "a route that the sample brings",
            {
                sample: true,
                gateway: { services: [{ name: "a", url: "http://a", routes: [{ name: "echo", paths: ["/"] }] }] },
            },
            'p:gateway.services[0].routes[0].name: got "echo"; allowed: any other name, since sample: true brings that one',
        ],
        [
            "overrides of a chart that is not ours",
            { chartOverrides: { nginx: {} } },
            `p:chartOverrides.nginx: unknown key; allowed: ${chartNames.join(", ")}`,
        ],
        [
            "a registry that is neither text nor object",
            { registry: { images: 5 } },
            "p:registry.images: got 5; allowed: a registry such as registry.example.com:5000/mirror, without https://, or an object",
        ],
        [
            "an ARN that is none",
            { cluster: { kind: "eks", admins: ["me"] } },
            'p:cluster.admins[0]: got "me"; allowed: the ARN of an IAM role or user',
        ],
    ];
    for (const [what, changes, expected] of wrong) {
        it(`refuse ${what}`, () => {
            assert.deepEqual(problems(changes), [expected]);
        });
    }

    it("take a text for the number that it is, as `pulumi config set --path` writes one, and only where a number belongs", () => {
        const { settings, problems: found } = check({
            sampling: { strategy: "head", rate: "0.5" },
            logs: { retention: "30d" },
            traces: { retention: "72" },
        });
        assert.equal(settings.sampling?.rate, 0.5);
        assert.deepEqual(
            found.map(({ key, message }) => `${key}: ${message}`),
            ['p:traces.retention: got "72"; allowed: a duration such as 30s, 5m, 72h, 15d or 2w'],
        );
        assert.deepEqual(problems({ sampling: { strategy: "head", rate: "half" } }), [
            'p:sampling.rate: got "half"; allowed: a number',
        ]);
        assert.deepEqual(problems({ sampling: { strategy: "head", rate: "2.5" } }), [
            "p:sampling.rate: got 2.5; allowed: 0 to 1",
        ]);
        const queued = check({
            gateway: { plugins: [{ name: "opentelemetry", config: { queue: { max_coalescing_delay: "0.5" } } }] },
        });
        assert.deepEqual(queued.settings.gateway?.plugins[0]?.config, { queue: { max_coalescing_delay: 0.5 } });
    });

    it("take what decK and the Admin API write beside a plugin's configuration, but not a signal that is off", () => {
        const plugins = [
            { name: "key-auth", enabled: false, protocols: ["http", "https"], tags: ["team-a"] },
            { name: "prometheus", config: {}, tags: ["signals"] },
        ];
        const { settings, problems: found } = check({ gateway: { plugins } });
        assert.deepEqual(found, []);
        assert.deepEqual(settings.gateway?.plugins, [{ ...plugins[0], config: {} }, plugins[1]]);
        assert.deepEqual(problems({ gateway: { plugins: [{ name: "opentelemetry", config: {}, enabled: false }] } }), [
            "p:gateway.plugins[0].enabled: got false; allowed: true, since a signal comes of this plugin",
        ]);
        assert.deepEqual(problems({ gateway: { plugins: [{ name: "acl", protocols: ["htp"], tags: ["a,b"] }] } }), [
            'p:gateway.plugins[0].protocols[0]: got "htp"; allowed: http, https, grpc, grpcs, tcp, tls, tls_passthrough, udp, ws, wss',
            'p:gateway.plugins[0].tags[0]: got "a,b"; allowed: a tag without commas and slashes',
        ]);
    });

    it("take a plugin of ours without config, as decK writes it", () => {
        assert.deepEqual(problems({ gateway: { plugins: [{ name: "file-log", tags: ["team-a"] }] } }), []);
        for (const name of ["opentelemetry", "prometheus", "file-log"]) {
            const [only = "", ...others] = problems({ gateway: { plugins: [{ name, enabled: false }] } });
            assert.match(
                only,
                /^p:gateway\.plugins\[0\]\.enabled: got false; allowed: true, since a signal comes of this plugin/,
            );
            assert.deepEqual(others, []);
        }
    });

    it("refuse to switch off the functions that ours are put into, where they are", () => {
        const off = (name: string, more: object): string[] =>
            problems({ gateway: { plugins: [{ name, enabled: false }], ...more } });
        const sampled = (name: string, trustCallers: boolean): string[] =>
            problems({
                gateway: { plugins: [{ name, enabled: false }] },
                sampling: { strategy: "head", trustCallers },
            });
        assert.match(
            off("pre-function", {}).join(),
            /^p:gateway\.plugins\[0\]\.enabled: got false; allowed: true, since it makes the access lines/,
        );
        assert.deepEqual(off("pre-function", { accessLog: { enabled: false } }), []);
        assert.match(
            sampled("post-function", true).join(),
            /enabled: got false; allowed: true, since it records what callers have sampled/,
        );
        assert.deepEqual(sampled("post-function", false), []);
    });

    it("refuse a secret in a field of access lines, where none who hides secrets would see it, and quote none", () => {
        const found = (fields: object, accessLog = {}): string[] =>
            problems({
                gateway: { accessLog, plugins: [{ name: "file-log", config: { custom_fields_by_lua: fields } }] },
            });
        const at = "p:gateway.plugins[0].config.custom_fields_by_lua";
        for (const lua of [
            'return "hunter2"',
            "local word = 'hunter2' return word",
            "return [[hunter2]]",
            'return x(kong.ctx.shared, "hunter2")',
        ]) {
            assert.deepEqual(found({ "auth.password": lua }), [
                `${at}["auth.password"]: got a value where its name says a secret; allowed: none, since every access line would hold it`,
            ]);
        }
        assert.deepEqual(
            found({
                "auth.password": "return nil",
                apikey: 'return kong.request.get_header("x-key")',
                team: 'return "a"',
            }),
            [],
        );
    });

    it("say what form a text has where there is none", () => {
        assert.deepEqual(problems({ logs: { retention: 5 } }), [
            "p:logs.retention: got 5; allowed: a duration such as 30s, 5m, 72h, 15d or 2w",
        ]);
        assert.deepEqual(problems({ cluster: { kind: "eks", version: 1.3 } }), [
            "p:cluster.version: got 1.3; allowed: a Kubernetes minor version from 1.29 on, such as 1.35, in quotes",
        ]);
        assert.deepEqual(problems({ kong: { dataPlanes: [{}] } }), [
            "p:kong.dataPlanes[0].name: missing; allowed: up to 42 lower-case letters, digits and dashes, starting with a letter",
        ]);
    });

    it("ask for no quotes where they make a text of true or false", () => {
        assert.deepEqual(problems({ kong: { ...kong, manager: "true" } }), [
            'p:kong.manager: got "true"; allowed: true or false, without quotes',
        ]);
        assert.deepEqual(problems({ kong: { ...kong, manager: "yes" } }), [
            'p:kong.manager: got "yes"; allowed: true or false',
        ]);
    });

    it("ask for quotes where YAML made a number of a text", () => {
        assert.deepEqual(problems({ cluster: { kind: "eks", version: 1.3 } }), [
            "p:cluster.version: got 1.3; allowed: a Kubernetes minor version from 1.29 on, such as 1.35, in quotes",
        ]);
        const resources = { requests: { cpu: 1, memory: "1Gi" }, limits: { memory: "1Gi" } };
        assert.deepEqual(problems({ collector: { resources } }), [
            "p:collector.resources.requests.cpu: got 1; allowed: processors such as 250m or 2, in quotes",
        ]);
    });

    it("take an empty text for one that is not set where Pulumi.yaml declares it so, and nowhere else", () => {
        assert.deepEqual(problems({ protect: "", sample: "" }), []);
        assert.deepEqual(problems({ metrics: "", sampling: "" }), [
            'p:sampling: got ""; allowed: an object with strategy: head',
            'p:metrics: got ""; allowed: an object',
        ]);
    });

    it("refuse the name of a stack that AWS would refuse in the names made of it", () => {
        const { problems: found } = check({}, undefined, { stack: "PR_12" });
        assert.deepEqual(lines(found), [
            'stack: got "PR_12"; allowed with cluster.kind eks: lower-case letters, digits and dashes, since AWS takes nothing else in the names (p-PR_12) made of it',
        ]);
        assert.deepEqual(check({ cluster: { kind: "kubeconfig" } }, undefined, { stack: "PR_12" }).problems, []);
    });

    it("need a region for EKS, and only for EKS", () => {
        const message = "aws:region: missing; cluster.kind is eks: pulumi config set aws:region eu-central-1";
        assert.deepEqual(lines(check({}, null).problems), [message]);
        assert.deepEqual(check({ cluster: { kind: "kubeconfig" } }, null).problems, []);
    });
});
