import assert from "node:assert/strict";
import { exportQueue } from "../../../../components/gateway/plugins/exportQueue";
import { globalPlugins } from "../../../../components/gateway/plugins/globalPlugins";
import { accessLine } from "../../../../components/gateway/plugins/accessLog/plugin";
import { observed } from "../../../../components/gateway/plugins/observed";
import { type Plugin, pluginSchemas } from "../../../../model/plugins";
import { service } from "../made";

const args = {
    otlpHttpUrl: "http://collector:4318",
    takesLogs: true,
    sentByNode: false,
    sampling: { strategy: "head" as const, rate: 0.5, spans: "request-and-balancer" as const, trustCallers: false },
    accessLog: { enabled: false, queryString: false },
    resourceAttributes: { team: "platform" },
    extra: [],
};

describe("global plugins", () => {
    it("are opentelemetry and prometheus, each once, with every family of metrics but the one for each consumer", () => {
        // Those of AI plugins come with these.
        const families = Object.keys(pluginSchemas.prometheus.fields).filter((field) => field !== "ai_metrics");
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
                config: Object.fromEntries(families.map((field) => [field, field !== "per_consumer"])),
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
