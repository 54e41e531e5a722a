import assert from "node:assert/strict";
import type { Seen, Values } from "../../../policy/library/resource";
import { listenerProtocols } from "../../../policy/rules/listenerProtocols/rule";
import { planOf, planWith, stackFiles } from "../../tools/plan/stacks";
import { application, kubernetes, messages, release, seenOf } from "../helpers";

const off = { enabled: false };
const none = { tls: { parameters: [] } };
const closed = { proxy: none, admin: off, manager: off };
const dataPlane = (values: Values = {}, env: Values = {}): Seen =>
    release("kong", { ...closed, env: { role: "data_plane", ...env }, ...values }, { name: "kong-dp" });
const controlPlane = (values: Values = {}, env: Values = {}): Seen =>
    release("kong", { ...closed, env: { role: "control_plane", ...env }, ...values }, { name: "kong-cp" });
const gateways = (values: Values = {}, env: Values = {}): Seen =>
    release("ingress", { gateway: { ...closed, admin: none, env, ...values } }, { name: "kong" });

const flaws = "in which Kong's nginx has known vulnerabilities (CVE-2026-123007, CVE-2026-123633)";
const says = (what: string, server: string, fix: string): string =>
    `${what}, so ${server} speaks HTTP/2, ${flaws}; ${fix}`;
const decide = ", or enable it with kong.http2";

describe("policy listener-protocols", () => {
    it("passes listeners without HTTP/2, whatever else they say", () => {
        const listen = "0.0.0.0:8000, 0.0.0.0:8443 ssl reuseport";
        const plain = [
            dataPlane(),
            controlPlane(),
            gateways(),
            dataPlane({ proxy: {} }, { proxy_listen: listen }),
            dataPlane({}, { nginx_proxy_http2: "off" }),
        ];
        assert.deepEqual(messages(listenerProtocols, plain), []);
        assert.deepEqual(
            messages(listenerProtocols, [
                dataPlane({ proxy: { http: { parameters: ["reuseport"] }, tls: { parameters: ["backlog=16384"] } } }),
            ]),
            [],
        );
    });

    const cases: [string, Seen, string][] = [
        [
            "an override of the proxy",
            dataPlane({ proxy: { tls: { parameters: ["http2"] } } }),
            says('kong-dp: proxy.tls.parameters is ["http2"]', "proxy", `set it to []${decide}`),
        ],
        [
            "an override that names more in one text",
            dataPlane({ proxy: { tls: { parameters: ["http2 reuseport"] } } }),
            says('kong-dp: proxy.tls.parameters is ["http2 reuseport"]', "proxy", `set it to []${decide}`),
        ],
        [
            "the chart's other environment",
            dataPlane({
                customEnv: { KONG_PROXY_LISTEN: "0.0.0.0:8443 ssl http2" },
                proxy: { tls: { parameters: [] } },
            }),
            says("kong-dp: env.proxy_listen is 0.0.0.0:8443 ssl http2", "proxy", `leave http2 out${decide}`),
        ],
        // At one listener it is on for both.
        [
            "the plain listener",
            dataPlane({ proxy: { http: { parameters: ["http2"] }, ...none } }),
            says('kong-dp: proxy.http.parameters is ["http2"]', "proxy", `set it to []${decide}`),
        ],
        [
            "the chart's default",
            dataPlane({ proxy: {} }),
            says(
                "kong-dp: proxy.tls.parameters is not set, and the chart's default is [http2]",
                "proxy",
                `set it to []${decide}`,
            ),
        ],
        [
            "the environment over the values",
            dataPlane({}, { proxy_listen: "0.0.0.0:8443 http2 ssl" }),
            says("kong-dp: env.proxy_listen is 0.0.0.0:8443 http2 ssl", "proxy", `leave http2 out${decide}`),
        ],
        [
            "a directive",
            dataPlane({}, { nginx_proxy_http2: "on" }),
            says("kong-dp: env.nginx_proxy_http2 is on", "proxy", `leave http2 out${decide}`),
        ],
        [
            "the Admin API",
            controlPlane({ admin: { enabled: true } }),
            says(
                "kong-cp: admin.tls.parameters is not set, and the chart's default is [http2]",
                "admin",
                "set it to []",
            ),
        ],
        [
            "Manager",
            controlPlane({ manager: {} }),
            says(
                "kong-cp: manager.tls.parameters is not set, and the chart's default is [http2]",
                "manager",
                "set it to []",
            ),
        ],
        [
            "the status listener",
            controlPlane({ status: { tls: { parameters: ["http2"] } } }),
            says('kong-cp: status.tls.parameters is ["http2"]', "status", "set it to []"),
        ],
        [
            "the gateways' Admin API",
            gateways({ admin: {} }),
            says(
                "kong: gateway.admin.tls.parameters is not set, and the chart's default is [http2]",
                "admin",
                "set it to []",
            ),
        ],
        [
            "the gateways' proxy",
            gateways({ proxy: { tls: { parameters: ["http2"] } } }),
            says('kong: gateway.proxy.tls.parameters is ["http2"]', "proxy", `set it to []${decide}`),
        ],
    ];
    for (const [what, resource, message] of cases) {
        it(`reports HTTP/2 by ${what}`, () => assert.deepEqual(messages(listenerProtocols, [resource]), [message]));
    }

    it("reports it in an Application as in a release", () => {
        const values = JSON.stringify({ env: { role: "data_plane" }, proxy: { tls: { parameters: ["http2"] } } });
        assert.equal(
            messages(listenerProtocols, [application("kong-dp", { chart: "kong", helm: { values } })]).length,
            1,
        );
    });

    it("does not judge what no role of the node runs", () => {
        assert.deepEqual(
            messages(listenerProtocols, [
                controlPlane({ proxy: {} }),
                dataPlane({ admin: { enabled: true }, manager: {} }),
            ]),
            [],
        );
    });

    it("reports a load balancer that hands HTTP/2 to a proxy without it", () => {
        const alpn = "service.beta.kubernetes.io/aws-load-balancer-alpn-policy";
        const behind = (policy: string): Seen => dataPlane({ proxy: { ...none, annotations: { [alpn]: policy } } });
        assert.deepEqual(messages(listenerProtocols, [behind("HTTP2Preferred")]), [
            `kong-dp: proxy.annotations["${alpn}"] is HTTP2Preferred, and the proxy behind it does not speak HTTP/2, ` +
                "so clients that choose it get no answer; set it to HTTP1Only",
        ]);
        assert.deepEqual(messages(listenerProtocols, [behind("HTTP1Only")]), []);
    });

    const http2 = { proxy: { tls: { parameters: ["http2"] } } };
    const dataPlanes = [{ name: "kong-dp", proxy: { type: "ClusterIP" } }];

    it("lets a setting decide for the proxy, which says so aloud, and nothing else", async () => {
        const decided = await planWith("local", { kong: { dataPlanes, http2: true } });
        assert.deepEqual(messages(listenerProtocols, seenOf(decided)), []);
        assert.ok(
            decided.notices.some((notice) => notice.includes("CVE-2026-123007")),
            decided.notices.join("\n"),
        );
        const ingress = await planWith("ingress-controller", { kong: { topology: "ingress-controller", http2: true } });
        assert.deepEqual(messages(listenerProtocols, seenOf(ingress)), []);
        const admin = { admin: { tls: { parameters: ["http2"] } } };
        const more = await planWith("local", { kong: { dataPlanes, http2: true }, chartOverrides: { kong: admin } });
        assert.deepEqual(messages(listenerProtocols, seenOf(more)), [
            says('kong-cp: admin.tls.parameters is ["http2"]', "admin", "set it to []"),
        ]);
    });

    it("stops an override that does what the setting does not", async () => {
        const overridden = await planWith("local", { kong: { dataPlanes }, chartOverrides: { kong: http2 } });
        const message = says('kong-dp: proxy.tls.parameters is ["http2"]', "proxy", `set it to []${decide}`);
        assert.deepEqual(messages(listenerProtocols, seenOf(overridden)), [message]);
        assert.ok(!overridden.notices.some((notice) => notice.includes("CVE-2026-123007")));
        const gatewaysOverridden = await planWith("ingress-controller", {
            chartOverrides: { ingress: { gateway: http2 } },
        });
        assert.equal(messages(listenerProtocols, seenOf(gatewaysOverridden)).length, 1);
    });

    it("finds nothing in any stack as it is", async () => {
        for (const stack of Object.keys(stackFiles)) {
            assert.deepEqual(messages(listenerProtocols, seenOf(await planOf(stack))), [], stack);
        }
    });

    it("says nothing of what is not known yet, or is not there", () => {
        const unknown = "[unknown]";
        assert.deepEqual(
            messages(listenerProtocols, [
                dataPlane({ proxy: unknown }),
                dataPlane({ proxy: { tls: { parameters: unknown } } }, { proxy_listen: unknown }),
            ]),
            [],
        );
        assert.deepEqual(messages(listenerProtocols, [kubernetes("v1", "ConfigMap", "empty", {})]), []);
    });
});
