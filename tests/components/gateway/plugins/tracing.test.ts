import assert from "node:assert/strict";
import { renderDeck } from "../../../../components/gateway/configuration/deck";
import { globalPlugins } from "../../../../components/gateway/plugins/globalPlugins";
import { renderKubernetes } from "../../../../components/gateway/configuration/kubernetes";
import { answeredRequest, type Route, type Service, tracedElsewhere } from "../../../../model/gateway";
import type { Plugin } from "../../../../model/plugins";
import { leaveOutOfTracing } from "../../../../components/gateway/plugins/untraced";
import { trafficEnv } from "../../../../components/gateway/nodes/podValues";
import { samplingInWords, type Spans } from "../../../../model/sampling";

const args = {
    otlpHttpUrl: "http://collector:4318",
    takesLogs: true,
    sentByNode: false,
    sampling: { strategy: "head" as const, rate: 0.5, spans: "request-and-balancer" as const, trustCallers: false },
    accessLog: { enabled: false, queryString: false },
    resourceAttributes: {},
    extra: [],
};
const trusting = { ...args.sampling, trustCallers: true };
const route = (name: string, changes: Partial<Route> = {}): Route => ({
    name,
    paths: [`/${name}`],
    stripPath: true,
    preserveHost: false,
    plugins: [],
    ...changes,
});
const service = (...routes: Route[]): Service => ({
    name: "shop",
    url: "http://shop.shop.svc:80",
    plugins: [],
    routes,
});
const pluginsOf = (services: Service[], global: Plugin[]): Plugin[] =>
    leaveOutOfTracing(services, global).flatMap(({ routes }) => routes.flatMap(({ plugins }) => plugins));

const untracedRoutes = (services: Service[]): string[] => tracedElsewhere(services, [], "observability").untracedRoutes;

describe("a route that is not traced", () => {
    const health = route("health", { traced: false });

    it("has the global plugin's whole configuration with a rate of 0, and what else it had", () => {
        const acl = { name: "acl", config: { allow: ["a"] } };
        const [opentelemetry] = globalPlugins(args);
        assert.deepEqual(pluginsOf([service(route("a"), { ...health, plugins: [acl] })], globalPlugins(args)), [
            acl,
            { name: "opentelemetry", config: { ...opentelemetry!.config, sampling_rate: 0 } },
        ]);
    });

    it("keeps fields of its own plugin, once", () => {
        const own = { name: "opentelemetry", config: { resource_attributes: { "service.name": "health" } } };
        const [plugin, ...others] = pluginsOf([service({ ...health, plugins: [own] })], globalPlugins(args));
        assert.deepEqual(others, []);
        assert.deepEqual(plugin?.config, { ...globalPlugins(args)[0]!.config, ...own.config, sampling_rate: 0 });
    });

    it("is not traced for a trusted caller either", () => {
        const global = globalPlugins({ ...args, sampling: trusting });
        const names = (plugins: Plugin[]): string[] =>
            pluginsOf([service({ ...health, plugins })], global).map(({ name }) => name);
        assert.deepEqual(names([]), ["opentelemetry", "post-function"]);
        assert.deepEqual(names([{ name: "post-function", config: {} }]), ["post-function", "opentelemetry"]);
    });

    it("is so in both topologies", () => {
        const global = globalPlugins(args);
        const services = leaveOutOfTracing([service(route("a"), health)], global);
        assert.equal(renderDeck({ services, plugins: global }, "t").match(/sampling_rate: 0\n/g)?.length, 1);
        const [rendered] = renderKubernetes(
            { services, plugins: global },
            { namespace: "kong", className: "kong" },
        ).services;
        assert.deepEqual(
            rendered!.routes.map(({ plugins }) =>
                plugins.map(({ plugin, config }) => [plugin, (config as { sampling_rate: number }).sampling_rate]),
            ),
            [[], [["opentelemetry", 0]]],
        );
    });

    it("stays so where its own plugin is off, which would leave it to the global one", () => {
        const off = route("health", {
            traced: false,
            plugins: [{ name: "opentelemetry", enabled: false, config: {} }],
        });
        const [{ routes } = service()] = leaveOutOfTracing([service(off)], globalPlugins(args));
        assert.deepEqual(
            routes[0]?.plugins.map(({ enabled }) => enabled),
            [true],
        );
    });

    it("is none that verify sends its requests to", () => {
        assert.deepEqual(answeredRequest([service(health, route("a"))], "observability"), { path: "/a" });
        assert.equal(answeredRequest([service(health)], "observability"), undefined);
    });

    it("is one whose own plugin says so, too, or its service's, and no other", () => {
        const at = (rate: number, enabled = true): Plugin[] => [
            { name: "opentelemetry", enabled, config: { sampling_rate: rate } },
        ];
        const routes = [route("never", { plugins: at(0) }), route("other", { plugins: at(0.9) }), route("a")];
        assert.deepEqual(answeredRequest([service(health, ...routes)], "observability"), { path: "/a" });
        assert.deepEqual(untracedRoutes([service(health, ...routes)]), ["health", "never"]);
        const silent = { ...service(route("b"), route("c", { plugins: at(1) })), plugins: at(0) };
        assert.deepEqual([answeredRequest([silent], "observability"), untracedRoutes([silent])], [undefined, ["b"]]);
        const off = service(route("d", { plugins: at(0, false) }));
        assert.deepEqual([answeredRequest([off], "observability"), untracedRoutes([off])], [{ path: "/d" }, []]);
    });
});

describe("sampling", () => {
    it("makes the spans that are asked for, in Kong's words", () => {
        const made = (spans: Spans): unknown =>
            trafficEnv({ ...args, sampling: { ...args.sampling, spans } }).tracing_instrumentations;
        assert.deepEqual(
            [made("request"), made("request-and-balancer"), made("all")],
            ["request", "request,balancer", "all"],
        );
    });

    it("says in words what is traced", () => {
        const sampling = { strategy: "head" as const, rate: 0.1, spans: "request" as const };
        assert.equal(
            samplingInWords({ ...sampling, trustCallers: false }),
            "10 % of requests are traced, decided at the gateway (spans: request)",
        );
        assert.match(samplingInWords({ ...sampling, trustCallers: true }), /all that their callers have sampled/);
    });

    it("keeps a caller's verdict only where callers are trusted, before what else runs there", () => {
        assert.ok(globalPlugins(args).every(({ name }) => name !== "post-function"));
        const own = { name: "post-function", config: { access: ["local own = 1"], log: ["local mine = 2"] } };
        const plugins = globalPlugins({ ...args, sampling: trusting, extra: [own] });
        const [first, ...others] = plugins.filter(({ name }) => name === "post-function");
        assert.deepEqual(others, []);
        const { access, log } = first!.config as { access: string[]; log: string[] };
        assert.match(access[0]!, /set_should_sample\(true\)/);
        assert.deepEqual([access.slice(1), log], [["local own = 1"], ["local mine = 2"]]);
        const text = { ...own, config: { access: "local own = 1" } };
        const merged = globalPlugins({ ...args, sampling: trusting, extra: [text] }).find(
            ({ name }) => name === own.name,
        );
        assert.deepEqual(merged?.config, { access: [access[0], "local own = 1"] }, "a text in place of a list");
    });
});
