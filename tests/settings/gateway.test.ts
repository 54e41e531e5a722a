import assert from "node:assert/strict";
import { check, problems, valid } from "./helpers";

const gateway = valid.gateway as Record<string, unknown>;

describe("settings of the gateway, its plugins and its traces", () => {
    const wrong: [string, Record<string, unknown>, string][] = [
        ["sampling above 1", { sampling: { strategy: "head", rate: 10 } }, "p:sampling.rate: got 10; allowed: 0 to 1"],
        [
            "sampling below 0",
            { sampling: { strategy: "head", rate: -0.1 } },
            "p:sampling.rate: got -0.1; allowed: 0 to 1",
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
            "p:gateway.plugins[0].config.endpoint: unknown key; here: traces.destinations for where spans go; the plugin sends to the collector (docs/coming-from/002.md)",
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
            "an empty text, of which Kong takes none",
            { gateway: { plugins: [{ name: "opentelemetry", config: { http_response_header_for_traceid: "" } }] } },
            'p:gateway.plugins[0].config.http_response_header_for_traceid: got ""; allowed: a text that is not empty',
        ],
        [
            "an empty key",
            { gateway: { plugins: [{ name: "opentelemetry", config: { headers: { "": "a" } } }] } },
            'p:gateway.plugins[0].config.headers: got the key ""; allowed: a text that is not empty',
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
            'p:gateway.services[0].name: got "mock"; allowed: any other name, since sample: true creates that one',
        ],
        [
            "the name of the sample's demo service",
            { sample: true, gateway: { services: [{ name: "demo-service", url: "http://a" }] } },
            'p:gateway.services[0].name: got "demo-service"; allowed: any other name, since sample: true creates that one',
        ],
        [
            "a route that the sample brings",
            {
                sample: true,
                gateway: { services: [{ name: "a", url: "http://a", routes: [{ name: "echo", paths: ["/"] }] }] },
            },
            'p:gateway.services[0].routes[0].name: got "echo"; allowed: any other name, since sample: true creates that one',
        ],
    ];
    for (const [what, changes, expected] of wrong) {
        it(`refuse ${what}`, () => {
            assert.deepEqual(problems(changes), [expected]);
        });
    }

    it("take what decK and the Admin API write beside a plugin's configuration, but not a signal that is off", () => {
        const plugins = [
            { name: "key-auth", enabled: false, protocols: ["http", "https"], tags: ["team-a"] },
            { name: "prometheus", config: {}, tags: ["signals"] },
        ];
        const { settings, problems: found } = check({ gateway: { plugins } });
        assert.deepEqual(found, []);
        assert.deepEqual(settings.gateway?.plugins, [{ ...plugins[0], config: {} }, plugins[1]]);
        assert.deepEqual(problems({ gateway: { plugins: [{ name: "opentelemetry", config: {}, enabled: false }] } }), [
            "p:gateway.plugins[0].enabled: got false; allowed: true, since a signal comes from this plugin",
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
                /^p:gateway\.plugins\[0\]\.enabled: got false; allowed: true, since a signal comes from this plugin/,
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
            /^p:gateway\.plugins\[0\]\.enabled: got false; allowed: true, since it creates the access lines/,
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
                `${at}["auth.password"]: got a literal value under a name that suggests a secret; allowed: none, since every access line would contain it`,
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
});
