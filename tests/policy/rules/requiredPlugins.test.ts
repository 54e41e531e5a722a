import assert from "node:assert/strict";
import { accessLogEnv } from "../../../components/gateway/nodes/accessLogEnv";
import { requiredPlugins } from "../../../policy/rules/requiredPlugins/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { clusterPlugin, deckFile, kubernetes, messages, release, seenOf } from "../helpers";

const controlPlane = release(
    "kong",
    { ingressController: { enabled: false }, env: { role: "control_plane", database: "postgres" } },
    { name: "kong-cp" },
);
const dataPlane = release("kong", { env: { role: "data_plane" } }, { name: "kong-dp" });
const ingress = release("ingress", {}, { name: "kong" });
const both = deckFile({ plugins: [{ name: "opentelemetry" }, { name: "prometheus" }] });
const otel = clusterPlugin("opentelemetry", {});
const prometheus = clusterPlugin("prometheus", {});
const controllerPlugin = (plugin: string, name: string, body: object): ReturnType<typeof kubernetes> =>
    kubernetes("configuration.konghq.com/v1", "KongClusterPlugin", name, { plugin, ...body });

describe("policy required-plugins", () => {
    it("passes with one of each for every gateway, in decK content, as KongClusterPlugin, or both", () => {
        assert.deepEqual(messages(requiredPlugins, [controlPlane, dataPlane, both]), []);
        assert.deepEqual(messages(requiredPlugins, [ingress, otel, prometheus]), []);
        assert.deepEqual(messages(requiredPlugins, [controlPlane, both, ingress, otel, prometheus]), []);
        assert.deepEqual(messages(requiredPlugins, [release("kong", { env: { database: "postgres" } }), both]), []);
    });

    it("wants both plugins on a control plane", () => {
        assert.deepEqual(messages(requiredPlugins, [controlPlane]), [
            "kong-cp: has no global opentelemetry plugin, so its signals are missing; add it in decK content",
            "kong-cp: has no global prometheus plugin, so its signals are missing; add it in decK content",
        ]);
    });

    it("does not take another gateway's plugins for its own", () => {
        assert.deepEqual(messages(requiredPlugins, [controlPlane, both, ingress, prometheus]), [
            "kong: has no global opentelemetry plugin, so its signals are missing (deck: kong.yaml: plugins[0] is not read by this gateway); add it in a KongClusterPlugin",
        ]);
    });

    it("says why what is there does not count", () => {
        const missing = (...resources: ReturnType<typeof release>[]): string[] =>
            messages(requiredPlugins, [ingress, otel, ...resources]);
        assert.deepEqual(
            missing(
                kubernetes("configuration.konghq.com/v1", "KongPlugin", "prometheus-plugin", { plugin: "prometheus" }),
            ),
            [
                "kong: has no global prometheus plugin, so its signals are missing (KongPlugin prometheus-plugin works only for what is annotated with it); add it in a KongClusterPlugin",
            ],
        );
        assert.deepEqual(missing(controllerPlugin("prometheus", "metrics", {})), [
            'kong: has no global prometheus plugin, so its signals are missing (KongClusterPlugin metrics lacks the label global: "true"); add it in a KongClusterPlugin',
        ]);
        assert.deepEqual(missing({ ...prometheus, inputs: { ...prometheus.inputs, disabled: true } }), [
            "kong: has no global prometheus plugin, so its signals are missing (KongClusterPlugin prometheus is turned off); add it in a KongClusterPlugin",
        ]);
        const scoped = deckFile({
            plugins: [{ name: "opentelemetry" }, { name: "prometheus", consumer_group: "gold" }],
        });
        assert.deepEqual(messages(requiredPlugins, [controlPlane, scoped]), [
            "kong-cp: has no global prometheus plugin, so its signals are missing (deck: kong.yaml: plugins[1] works only for what it belongs to); add it in decK content",
        ]);
        assert.equal(
            messages(requiredPlugins, [
                controlPlane,
                deckFile({ plugins: [{ name: "opentelemetry" }, { name: "prometheus", enabled: false }] }),
            ]).length,
            1,
        );
    });

    it("refuses a second one for the same gateway", () => {
        const three = deckFile({
            plugins: [{ name: "opentelemetry" }, { name: "prometheus" }, { name: "prometheus" }],
        });
        assert.deepEqual(messages(requiredPlugins, [controlPlane, three]), [
            "deck: kong.yaml: plugins[2]: a second global prometheus in addition to deck: kong.yaml: plugins[1]; a gateway accepts only one: remove either",
        ]);
        const second = { ...otel, urn: `${otel.urn}-2`, name: "opentelemetry-2" };
        assert.deepEqual(messages(requiredPlugins, [ingress, otel, second, prometheus]), [
            "KongClusterPlugin opentelemetry-2: a second global opentelemetry in addition to KongClusterPlugin opentelemetry; a gateway accepts only one: remove either",
        ]);
        const either = release("kong", { env: { database: "postgres" } });
        assert.deepEqual(messages(requiredPlugins, [either, both, prometheus]), [
            "KongClusterPlugin prometheus: a second global prometheus in addition to deck: kong.yaml: plugins[1]; a gateway accepts only one: remove either",
        ]);
    });

    it("allows one for each class of ingress controllers", () => {
        const internal = controllerPlugin("prometheus", "internal", {
            metadata: { labels: { global: "true" }, annotations: { "kubernetes.io/ingress.class": "kong-internal" } },
        });
        assert.deepEqual(messages(requiredPlugins, [ingress, otel, prometheus, internal]), []);
    });

    it("wants the class that ingress controllers look for", () => {
        assert.deepEqual(
            messages(requiredPlugins, [
                ingress,
                otel,
                controllerPlugin("prometheus", "metrics", { metadata: { labels: { global: "true" } } }),
            ]),
            [
                "KongClusterPlugin metrics: has no annotation kubernetes.io/ingress.class, so the ingress controller ignores it; set it to the controller's class (kong)",
            ],
        );
    });

    it("counts only plugins of the class that the controller reads, whichever key says it", () => {
        const classed = (ingressController: object): ReturnType<typeof release> =>
            release("ingress", { controller: { ingressController } }, { name: "kong" });
        const passed = (plugin: string, own: string): string =>
            `kong: has no global ${plugin} plugin, so its signals are missing (KongClusterPlugin ${plugin} is of the class kong, and its controller reads ${own} alone); add it in a KongClusterPlugin`;
        for (const [keys, own] of [
            [{ ingressClass: "inner" }, "inner"],
            [{ ingressClass: "kong", env: { ingress_class: "outer" } }, "outer"],
        ] as const) {
            assert.deepEqual(messages(requiredPlugins, [classed(keys), otel, prometheus]), [
                passed("opentelemetry", own),
                passed("prometheus", own),
            ]);
        }
        assert.deepEqual(messages(requiredPlugins, [classed({ ingressClass: "[unknown]" }), otel, prometheus]), []);
        const foreign = controllerPlugin("prometheus", "metrics", {
            metadata: { labels: { global: "true" }, annotations: { "kubernetes.io/ingress.class": "nginx" } },
        });
        assert.deepEqual(messages(requiredPlugins, [ingress, otel, foreign]), [
            "kong: has no global prometheus plugin, so its signals are missing (KongClusterPlugin metrics is of the class nginx, and its controller reads kong alone); add it in a KongClusterPlugin",
        ]);
    });

    it("says nothing where a plugin may be in what is not known yet", () => {
        const hidden = (data: unknown): ReturnType<typeof kubernetes> =>
            kubernetes("v1", "ConfigMap", "deck", { data });
        assert.deepEqual(messages(requiredPlugins, [controlPlane, hidden("[unknown]")]), []);
        assert.deepEqual(messages(requiredPlugins, [controlPlane, hidden({ "kong.yaml": "[unknown]" })]), []);
        assert.equal(messages(requiredPlugins, [controlPlane, hidden({ "ca.crt": "[unknown]" })]).length, 2);
        assert.deepEqual(messages(requiredPlugins, [ingress, controllerPlugin("[unknown]", "later", {})]), []);
        assert.deepEqual(messages(requiredPlugins, [release("kong", { env: { role: "[unknown]" } })]), []);
    });

    it("does not apply to data planes, whose configuration is elsewhere, nor without Kong", () => {
        assert.deepEqual(messages(requiredPlugins, [dataPlane]), []);
        assert.deepEqual(messages(requiredPlugins, [release("loki", {})]), []);
        assert.deepEqual(
            messages(requiredPlugins, [
                release("kong", {
                    ingressController: { enabled: false },
                    env: { database: "off" },
                    dblessConfig: { configMap: "kong" },
                }),
            ]),
            [],
        );
    });

    it("takes other plugins from its configuration", () => {
        assert.deepEqual(messages(requiredPlugins, [controlPlane, both], { plugins: ["opentelemetry", "file-log"] }), [
            "kong-cp: has no global file-log plugin, so its signals are missing; add it in decK content",
        ]);
        assert.deepEqual(messages(requiredPlugins, [controlPlane], { plugins: [] }), []);
    });

    it("takes the line that nginx writes for file-log, where the nodes let it", () => {
        const lines = deckFile({
            plugins: [{ name: "pre-function", config: { log: ["ngx.var.access_line = 1", "var.access_line = 2"] } }],
        });
        const judged = (env: object): string[] =>
            messages(
                requiredPlugins,
                [controlPlane, lines, release("kong", { env: { role: "data_plane", ...env } }, { name: "kong-dp" })],
                { plugins: ["file-log"] },
            );
        const written = { ...accessLogEnv };
        assert.deepEqual(judged(written), []);
        assert.deepEqual(judged({ ...written, proxy_access_log: "off" }), [
            "kong-dp: nginx writes no access lines, because of these settings: env.proxy_access_log; restore the program's values",
        ]);
        assert.deepEqual(
            judged({
                proxy_access_log: "[unknown]",
                nginx_http_log_format: written.nginx_http_log_format,
                nginx_proxy_set: "$a 1",
            }),
            [
                "kong-dp: nginx writes no access lines, because of these settings: env.nginx_proxy_set; restore the program's values",
            ],
        );
        const ended = (settings: object): string[] =>
            judged({ ...written, ...settings }).map((message) => message.split(/[:;] /)[2] ?? "");
        assert.deepEqual(ended({ nginx_proxy_access_log: "off" }), ["env.nginx_proxy_access_log"]);
        assert.deepEqual(ended({ nginx_location_access_log: "/dev/stderr" }), ["env.nginx_location_access_log"]);
        assert.deepEqual(
            ended({ nginx_proxy_access_log: "/dev/stderr", nginx_http_access_log: "off" }),
            [],
            "beside ours, or above it",
        );
        const any = [
            controlPlane,
            lines,
            release("kong", { env: { role: "data_plane", proxy_access_log: "/dev/stdout" } }, { name: "kong-dp" }),
        ];
        assert.equal(
            messages(requiredPlugins, any, { plugins: [] }).length,
            1,
            "nor may lines be made for nobody where none are required",
        );
        const other = deckFile({ plugins: [{ name: "pre-function", config: { log: ["local a = 1"] } }] });
        assert.equal(messages(requiredPlugins, [controlPlane, other], { plugins: ["file-log"] }).length, 1);
    });

    it("finds nothing in our own stacks", async () => {
        for (const stack of Object.keys(stackFiles)) {
            assert.deepEqual(messages(requiredPlugins, seenOf(await planOf(stack))), [], stack);
        }
    });
});
