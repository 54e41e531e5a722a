import assert from "node:assert/strict";
import { parse } from "yaml";
import { deckFile, renderDeck } from "../../components/gateway/configuration/deck";
import { exportQueue } from "../../components/gateway/plugins/exportQueue";
import { globalPlugins } from "../../components/gateway/plugins/globalPlugins";
import { accessLine } from "../../components/gateway/plugins/accessLog/plugin";
import { observed } from "../../components/gateway/plugins/observed";
import type { Gateway, Plugin, Service } from "../../model/gateway";

const service = (changes: Partial<Service> = {}): Service => ({
    name: "mock",
    url: "https://httpbin.konghq.com",
    plugins: [],
    routes: [{ name: "mock", paths: ["/mock"], stripPath: true, preserveHost: false, plugins: [] }],
    ...changes,
});
const args = {
    otlpHttpUrl: "http://collector:4318",
    takesLogs: true,
    sampling: { strategy: "head" as const, rate: 0.5, spans: "request-and-balancer" as const, trustCallers: false },
    accessLog: { enabled: false, queryString: false },
    resourceAttributes: { team: "platform" },
    extra: [],
};

describe("the queue in which spans wait for the collector", () => {
    const all = (["request", "request-and-balancer", "all"] as const).flatMap((spans) =>
        [0, 0.001, 0.1, 0.5, 1].flatMap((rate) => [false, true].map((trustCallers) => ({ rate, spans, trustCallers }))),
    );
    const made = { request: 1, "request-and-balancer": 2, all: 12 };

    it("gives a batch up before the queue is full of what 2,000 requests a second made, but not within 2 s", () => {
        for (const sampling of all) {
            const { queue, read_timeout } = exportQueue(sampling);
            const perSecond = (sampling.trustCallers ? 1 : sampling.rate) * made[sampling.spans] * 2000;
            const tried = queue.max_retry_time! + queue.max_retry_delay! + read_timeout! / 1000;
            const room = queue.max_entries! - queue.max_batch_size!;
            assert.ok(tried * perSecond <= room + 1 || queue.max_retry_time === 2, JSON.stringify(sampling));
        }
    });

    it("tries for longer where less is kept, and stays within what Kong takes", () => {
        const tried = (rate: number, trustCallers = false): number | undefined =>
            exportQueue({ rate, spans: "request-and-balancer", trustCallers }).queue.max_retry_time;
        assert.deepEqual(
            [1, 0.1, 0.01, 0].map((rate) => tried(rate)),
            [2, 15.2, 60, 60],
        );
        assert.equal(tried(0.1, true), tried(1));
        for (const { queue } of all.map(exportQueue)) {
            assert.ok(
                queue.max_batch_size! < 8000 &&
                    queue.max_entries! >= 2 * queue.max_batch_size! &&
                    queue.initial_retry_delay! >= 0.001,
            );
        }
    });
});

describe("global plugins", () => {
    it("are opentelemetry and prometheus, each once, with every family of metrics but the one for each consumer", () => {
        assert.deepEqual(globalPlugins(args), [
            {
                name: "opentelemetry",
                config: {
                    traces_endpoint: "http://collector:4318/v1/traces",
                    logs_endpoint: "http://collector:4318/v1/logs",
                    resource_attributes: { "service.name": "kong", team: "platform" },
                    sampling_rate: 0.5,
                    ...exportQueue(args.sampling),
                },
            },
            {
                name: "prometheus",
                config: {
                    status_code_metrics: true,
                    latency_metrics: true,
                    bandwidth_metrics: true,
                    upstream_health_metrics: true,
                    per_consumer: false,
                },
            },
        ]);
    });

    it("keep our queue where the configuration changes one of its sizes", () => {
        const extra = [{ name: "opentelemetry", config: { queue: { max_entries: 20_000 } } }];
        const [{ config }] = globalPlugins({ ...args, extra }) as unknown as [{ config: { queue: object } }];
        assert.deepEqual(config.queue, { ...exportQueue(args.sampling).queue, max_entries: 20_000 });
    });

    it("have no logs endpoint where nothing takes logs", () => {
        assert.ok(!("logs_endpoint" in globalPlugins({ ...args, takesLogs: false })[0]!.config));
    });

    it("take the configuration's fields over ours, and its other plugins beside ours", () => {
        const plugins = globalPlugins({
            ...args,
            extra: [
                { name: "prometheus", config: { per_consumer: true } },
                { name: "rate-limiting", config: { minute: 5 } },
            ],
        });
        assert.deepEqual(
            plugins.map(({ name }) => name),
            ["opentelemetry", "prometheus", "rate-limiting"],
        );
        assert.deepEqual(plugins[1]!.config, {
            status_code_metrics: true,
            latency_metrics: true,
            bandwidth_metrics: true,
            upstream_health_metrics: true,
            per_consumer: true,
        });
    });

    it("make one line for each request, with the configuration's own fields in it and no second log", () => {
        const fields = { team: 'return "a"', 'say "hi"': "return 1 -- one" };
        const extra: Plugin[] = [{ name: "file-log", config: { custom_fields_by_lua: fields }, tags: ["t"] }];
        const logged = { ...args, accessLog: { enabled: true, queryString: true }, extra };
        const plugins = globalPlugins(logged);
        assert.deepEqual(
            plugins.map(({ name }) => name),
            ["opentelemetry", "prometheus", "pre-function"],
        );
        assert.deepEqual(plugins[2]!.tags, ["t"]);
        assert.deepEqual(plugins[2]!.config, { log: [accessLine(logged.accessLog, fields)] });
        assert.match(
            accessLine(logged.accessLog, fields),
            /^local query_strings = true\nlocal fields = \{\n {2}\{ "[\\\d]+", function\(\)\nreturn "a"\nend \},/,
        );
    });

    it("make it before what the configuration runs in the same plugin, for all requests, of a service and of a route", () => {
        const own: Plugin = {
            name: "pre-function",
            config: { log: ["local mine = 1"], access: ["local other = 2"] },
            tags: ["t"],
        };
        const logged = { ...args, accessLog: { enabled: true, queryString: false }, extra: [own] };
        const [route] = service().routes;
        const { plugins, services } = observed(
            [service({ plugins: [own], routes: [{ ...route!, plugins: [own] }] })],
            logged,
        );
        const both = {
            ...own,
            config: { log: [accessLine(logged.accessLog), "local mine = 1"], access: ["local other = 2"] },
        };
        assert.deepEqual([plugins[2], services[0]!.plugins, services[0]!.routes[0]!.plugins], [both, [both], [both]]);
        const text = observed([], { ...logged, extra: [{ ...own, config: { ...own.config, log: "local mine = 1" } }] });
        assert.deepEqual(text.plugins[2], both, "a text in place of a list");
        const off = observed([service({ plugins: [own] })], {
            ...logged,
            accessLog: { enabled: false, queryString: false },
        });
        assert.deepEqual([off.plugins[2], off.services[0]!.plugins], [own, [own]]);
    });
});

describe("decK file", () => {
    const gateway: Gateway = { services: [service({ plugins: [{ name: "key-auth", config: {} }] })], plugins: [] };

    it("has format 3.0 and the tag that says what decK owns", () => {
        const { _format_version, _info } = deckFile(gateway, "mine");
        assert.deepEqual([_format_version, _info], ["3.0", { select_tags: ["mine"] }]);
    });

    it("names fields as Kong does, and leaves out what is not set", () => {
        assert.deepEqual(deckFile(gateway, "mine").services, [
            {
                name: "mock",
                url: "https://httpbin.konghq.com",
                routes: [{ name: "mock", paths: ["/mock"], strip_path: true, preserve_host: false }],
                plugins: [{ name: "key-auth", config: {} }],
            },
        ]);
    });

    it("is read back as it was written", () => {
        assert.deepEqual(parse(renderDeck(gateway, "mine")), JSON.parse(JSON.stringify(deckFile(gateway, "mine"))));
    });

    it("never lets a text reach decK's environment, which holds the admin token", () => {
        const url = 'http://a/${{ env "DECK_KONG_ADMIN_TOKEN" }}';
        const text = renderDeck(
            {
                services: [service({ url })],
                plugins: [{ name: "x", config: { "${{ key }}": "# not a comment ${{ x }}\n# ${{ y }}" } }],
            },
            "mine",
        );
        assert.ok(!text.includes("${{"));
        const read = parse(text) as { services: { url: string }[]; plugins: { config: object }[] };
        assert.equal(read.services[0]?.url, url);
        assert.deepEqual(read.plugins[0]?.config, { "${{ key }}": "# not a comment ${{ x }}\n# ${{ y }}" });
    });

    it("fits the ConfigMap, or says what to do", () => {
        const many = (count: number): Gateway => ({
            services: [
                service({
                    routes: Array.from({ length: count }, (_, index) => ({
                        name: `r${index}`,
                        paths: [`/r${index}`],
                        stripPath: true,
                        preserveHost: false,
                        plugins: [],
                    })),
                }),
            ],
            plugins: [],
        });
        assert.ok(Buffer.byteLength(renderDeck(many(5000), "mine")) < 1024 * 1024);
        assert.throws(
            () => renderDeck(many(20_000), "mine"),
            /^Error: gateway: the configuration is \d+ bytes with 1 services and 20000 routes; allowed: 1048576 bytes/,
        );
    });
});
