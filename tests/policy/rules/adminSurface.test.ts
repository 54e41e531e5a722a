import assert from "node:assert/strict";
import { adminSurface } from "../../../policy/rules/adminSurface/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, clusterPlugin, deckFile, kubernetes, messages, release, seenOf } from "../helpers";

type Resource = ReturnType<typeof release>;

const closed = { manager: { enabled: false } };
const controlPlane = (values: object): Resource =>
    release("kong", { env: { role: "control_plane" }, ...closed, ...values }, { name: "kong-cp" });
const plugin = (type: string, more: object = {}): Resource =>
    kubernetes("configuration.konghq.com/v1", "KongPlugin", "guard", { plugin: type, ...more });
const guarded = { annotations: { "konghq.com/plugins": "limits, guard" } };
const ingress = (service: object, metadata: object = {}): Resource =>
    kubernetes("networking.k8s.io/v1", "Ingress", "admin", {
        metadata,
        spec: { rules: [{ http: { paths: [{ path: "/", backend: { service } }] } }] },
    });
const route = (kind: string, reference: object, metadata: object = {}, more: object = {}): Resource =>
    kubernetes("gateway.networking.k8s.io/v1", kind, "admin", {
        metadata,
        spec: { rules: [{ backendRefs: [reference], ...more }] },
    });
const admin = { name: "kong-cp-kong-admin", port: { number: 8001 } };

const unset = (path: string): string =>
    `${path}.type is not set, and then the chart makes it NodePort; set it to ClusterIP, or ${path}.enabled to false`;
const leads = (kind: string, place: string): string =>
    `admin: the ${kind} leads to ${place}, which is Kong's Admin API or Manager, without authentication; name an authentication plugin in the annotation "konghq.com/plugins", or remove it`;

describe("policy admin-surface", () => {
    it("passes Services that stay inside", () => {
        const inside = { enabled: true, type: "ClusterIP" };
        assert.deepEqual(
            messages(adminSurface, [
                controlPlane({
                    admin: inside,
                    manager: inside,
                    cluster: { enabled: true, tls: { enabled: true } },
                    proxy: { type: "LoadBalancer" },
                }),
            ]),
            [],
        );
        assert.deepEqual(messages(adminSurface, [release("ingress", { gateway: { ...closed } })]), []);
    });

    describe("the chart's Services", () => {
        it("knows that the chart's default is a node port", () => {
            assert.deepEqual(
                messages(adminSurface, [controlPlane({ admin: { enabled: true, http: { enabled: true } } })]),
                [`kong-cp: ${unset("admin")}`],
            );
            assert.deepEqual(messages(adminSurface, [release("kong", {}, { name: "kong" })]), [
                `kong: ${unset("manager")}`,
            ]);
            assert.deepEqual(messages(adminSurface, [release("ingress", {}, { name: "kong" })]), [
                `kong: ${unset("gateway.manager")}`,
            ]);
        });

        it("knows that portals come with enterprise", () => {
            assert.deepEqual(messages(adminSurface, [controlPlane({ enterprise: { enabled: true } })]), [
                `kong-cp: ${unset("portal")}`,
                `kong-cp: ${unset("portalapi")}`,
            ]);
        });

        it("refuses load balancers and node ports, under the chart ingress too", () => {
            const message = (path: string, type: string): string =>
                `${path}.type is ${type}; set it to ClusterIP, or ${path}.enabled to false`;
            assert.deepEqual(
                messages(adminSurface, [
                    controlPlane({ admin: { enabled: true, type: "LoadBalancer" }, manager: { type: "NodePort" } }),
                ]),
                [`kong-cp: ${message("admin", "LoadBalancer")}`, `kong-cp: ${message("manager", "NodePort")}`],
            );
            assert.deepEqual(
                messages(adminSurface, [
                    controlPlane({ cluster: { enabled: true, tls: { enabled: true }, type: "LoadBalancer" } }),
                ]),
                [`kong-cp: ${message("cluster", "LoadBalancer")}`],
            );
            assert.deepEqual(
                messages(adminSurface, [
                    release("ingress", { gateway: { ...closed, admin: { type: "LoadBalancer" } } }, { name: "kong" }),
                ]),
                [`kong: ${message("gateway.admin", "LoadBalancer")}`],
            );
        });

        it("finds the manager of seed 003's data plane, turned off in the wrong place", () => {
            const values = "env:\n  role: data_plane\n  admin:\n    enabled: false\n  manager:\n    enabled: false\n";
            assert.deepEqual(messages(adminSurface, [application("kong-dp", { chart: "kong", helm: { values } })]), [
                `kong-dp: ${unset("manager")}`,
            ]);
        });

        it("does not count Services that are not made", () => {
            assert.deepEqual(
                messages(adminSurface, [
                    controlPlane({ admin: { enabled: true, http: { enabled: false }, tls: { enabled: false } } }),
                    release("kong", { deployment: { kong: { enabled: false } } }),
                ]),
                [],
            );
        });

        it("refuses the chart's own Ingress without authentication", () => {
            const inside = { enabled: true, type: "ClusterIP" };
            const open = (path: string): string =>
                `kong-cp: ${path}.ingress.enabled publishes it without authentication; set it to false, or name an authentication plugin in ${path}.ingress.annotations["konghq.com/plugins"]`;
            assert.deepEqual(
                messages(adminSurface, [controlPlane({ admin: { ...inside, ingress: { enabled: true } } })]),
                [open("admin")],
            );
            assert.deepEqual(
                messages(adminSurface, [
                    controlPlane({ manager: { ...inside, ingress: { enabled: true, ...guarded } } }),
                ]),
                [open("manager")],
            );
            assert.deepEqual(
                messages(adminSurface, [
                    controlPlane({ manager: { ...inside, ingress: { enabled: true, ...guarded } } }),
                    plugin("openid-connect"),
                ]),
                [],
            );
        });
    });

    describe("Services of our own", () => {
        const service = (
            type: string,
            targetPort: unknown,
            selector: object = { "app.kubernetes.io/name": "kong" },
        ): Resource =>
            kubernetes("v1", "Service", "front", { spec: { type, selector, ports: [{ port: 443, targetPort }] } });

        it("refuses to publish Kong's inner ports", () => {
            for (const port of [8001, 8445, "admin-tls", 8005, "portalapi"]) {
                assert.deepEqual(messages(adminSurface, [service("LoadBalancer", port)]), [
                    `front: spec.type is LoadBalancer, and port ${port} of Kong is not for outside; set it to ClusterIP, or leave the port out`,
                ]);
            }
        });

        it("leaves the proxy and other programs alone", () => {
            assert.deepEqual(
                messages(adminSurface, [
                    service("LoadBalancer", 8443),
                    service("ClusterIP", 8001),
                    service("NodePort", 8001, { "app.kubernetes.io/name": "shop" }),
                ]),
                [],
            );
        });
    });

    describe("ways from outside", () => {
        it("refuses an Ingress to the Admin API, by name or by port", () => {
            assert.deepEqual(messages(adminSurface, [ingress(admin)]), [leads("Ingress", "kong-cp-kong-admin:8001")]);
            assert.deepEqual(
                messages(adminSurface, [ingress({ name: "kong-cp-kong-manager", port: { name: "kong-manager-tls" } })]),
                [leads("Ingress", "kong-cp-kong-manager:kong-manager-tls")],
            );
            assert.deepEqual(messages(adminSurface, [ingress({ name: "gateway", port: { number: 8444 } })]), [
                leads("Ingress", "gateway:8444"),
            ]);
            const byDefault = kubernetes("networking.k8s.io/v1", "Ingress", "admin", {
                spec: { defaultBackend: { service: admin } },
            });
            assert.deepEqual(messages(adminSurface, [byDefault]), [leads("Ingress", "kong-cp-kong-admin:8001")]);
        });

        it("knows the names that the chart gives", () => {
            const renamed = controlPlane({ fullnameOverride: "control", admin: { enabled: true, type: "ClusterIP" } });
            assert.deepEqual(
                messages(adminSurface, [renamed, route("HTTPRoute", { name: "control-admin", port: 80 })]),
                [leads("HTTPRoute", "control-admin:80")],
            );
        });

        it("takes authentication by annotation, on the route or on the Service", () => {
            assert.deepEqual(messages(adminSurface, [ingress(admin, guarded), plugin("basic-auth")]), []);
            assert.deepEqual(
                messages(adminSurface, [
                    ingress(admin),
                    plugin("basic-auth"),
                    controlPlane({ admin: { enabled: true, type: "ClusterIP", ...guarded } }),
                ]),
                [],
            );
            assert.deepEqual(messages(adminSurface, [ingress(admin), clusterPlugin("key-auth", {})]), []);
            assert.deepEqual(
                messages(adminSurface, [
                    ingress(admin, { annotations: { "alb.ingress.kubernetes.io/auth-type": "oidc" } }),
                ]),
                [],
            );
        });

        it("takes authentication by a filter of the rule", () => {
            const filters = [
                {
                    type: "ExtensionRef",
                    extensionRef: { group: "configuration.konghq.com", kind: "KongPlugin", name: "guard" },
                },
            ];
            assert.deepEqual(
                messages(adminSurface, [
                    route("HTTPRoute", { name: "kong-cp-kong-admin", port: 8001 }, {}, { filters }),
                    plugin("key-auth"),
                ]),
                [],
            );
        });

        it("does not take for authentication what is none", () => {
            const message = [leads("Ingress", "kong-cp-kong-admin:8001")];
            assert.deepEqual(messages(adminSurface, [ingress(admin, guarded)]), message);
            assert.deepEqual(messages(adminSurface, [ingress(admin, guarded), plugin("rate-limiting")]), message);
            assert.deepEqual(
                messages(adminSurface, [ingress(admin, guarded), plugin("key-auth", { disabled: true })]),
                message,
            );
            assert.deepEqual(
                messages(adminSurface, [
                    ingress(admin, guarded),
                    plugin("key-auth", { config: { anonymous: "guest" } }),
                ]),
                message,
            );
            assert.deepEqual(
                messages(adminSurface, [
                    ingress(admin, guarded),
                    plugin("key-auth", { metadata: { namespace: "shop" } }),
                ]),
                message,
            );
            assert.deepEqual(
                messages(adminSurface, [
                    ingress(admin, { annotations: { "alb.ingress.kubernetes.io/auth-type": "none" } }),
                ]),
                message,
            );
        });

        it("refuses streams, which ask for no credentials", () => {
            const message = (kind: string, place: string): string =>
                `admin: the ${kind} leads to ${place}, which is Kong's Admin API or Manager, without authentication; a ${kind} cannot ask for credentials; remove it`;
            assert.deepEqual(
                messages(adminSurface, [
                    route("TCPRoute", { name: "kong-cp-kong-admin", port: 8444 }, guarded),
                    plugin("basic-auth"),
                ]),
                [message("TCPRoute", "kong-cp-kong-admin:8444")],
            );
            const old = kubernetes("configuration.konghq.com/v1beta1", "TCPIngress", "admin", {
                spec: { rules: [{ port: 9000, backend: { serviceName: "kong-cp-kong-admin", servicePort: 8001 } }] },
            });
            assert.deepEqual(messages(adminSurface, [old]), [message("TCPIngress", "kong-cp-kong-admin:8001")]);
        });

        it("leaves other ways alone", () => {
            const shop = kubernetes("v1", "Service", "shop", {
                spec: { selector: { app: "shop" }, ports: [{ port: 8001 }] },
            });
            for (const other of [
                { name: "keycloak", port: { name: "admin" } },
                { name: "shop-api", port: { number: 8001 } },
            ]) {
                assert.deepEqual(
                    messages(adminSurface, [ingress(other), route("HTTPRoute", { name: "shop-api", port: 8001 })]),
                    [],
                    other.name,
                );
            }
            const front = kubernetes("v1", "Service", "front", {
                spec: { selector: { "app.kubernetes.io/name": "kong" }, ports: [{ port: 8001 }] },
            });
            assert.deepEqual(messages(adminSurface, [front, ingress({ name: "front", port: { number: 8001 } })]), [
                leads("Ingress", "front:8001"),
            ]);
            assert.deepEqual(
                messages(adminSurface, [
                    shop,
                    ingress({ name: "shop", port: { number: 8001 } }),
                    ingress({ name: "kong-dp-kong-proxy", port: { number: 80 } }),
                ]),
                [],
            );
        });
    });

    describe("decK services", () => {
        const leadsTo = (place: string): string =>
            `kong.yaml: the service admin leads to ${place}, which is Kong's Admin API or Manager, without authentication; give it an authentication plugin (basic-auth, key-auth, key-auth-enc, ...), or remove it`;
        const service = {
            name: "admin",
            url: "http://kong-cp-kong-admin.kong.svc:8001",
            routes: [{ name: "a", paths: ["/admin"] }],
        };
        const auth = { name: "key-auth" };

        it("refuses an Admin API behind the gateway, however it is named", () => {
            assert.deepEqual(messages(adminSurface, [deckFile({ services: [service] })]), [
                leadsTo("kong-cp-kong-admin.kong.svc:8001"),
            ]);
            assert.deepEqual(
                messages(adminSurface, [deckFile({ services: [{ name: "admin", host: "localhost", port: 8001 }] })]),
                [leadsTo("localhost:8001")],
            );
            const upstreams = [{ name: "control", targets: [{ target: "kong-cp-kong-manager.kong.svc:8002" }] }];
            assert.deepEqual(
                messages(adminSurface, [deckFile({ services: [{ ...service, url: "http://control" }], upstreams })]),
                [leadsTo("kong-cp-kong-manager.kong.svc:8002")],
            );
        });

        it("takes authentication for everything, for the service, or on each of its routes", () => {
            const fine = [
                { services: [service], plugins: [auth] },
                { services: [service], plugins: [{ ...auth, service: "admin" }] },
                { services: [{ ...service, plugins: [auth] }] },
                { services: [{ ...service, routes: [{ name: "a", plugins: [auth] }] }] },
                { services: [service], plugins: [{ ...auth, route: { name: "a" } }] },
            ];
            for (const file of fine) {
                assert.deepEqual(messages(adminSurface, [deckFile(file)]), []);
            }
        });

        it("does not take for authentication what leaves a way open", () => {
            const open = [
                { services: [{ ...service, plugins: [{ ...auth, enabled: false }] }] },
                { services: [{ ...service, plugins: [{ ...auth, config: { anonymous: "guest" } }] }] },
                { services: [{ ...service, routes: [{ name: "a", plugins: [auth] }, { name: "b" }] }] },
                { services: [service], plugins: [{ ...auth, consumer: "someone" }] },
            ];
            for (const file of open) {
                assert.deepEqual(messages(adminSurface, [deckFile(file)]), [
                    leadsTo("kong-cp-kong-admin.kong.svc:8001"),
                ]);
            }
        });

        it("leaves other services alone", () => {
            assert.deepEqual(
                messages(adminSurface, [
                    deckFile({
                        services: [
                            { name: "shop", url: "http://orders.shop.svc:8001" },
                            { name: "mock", url: "https://httpbin.konghq.com" },
                        ],
                    }),
                ]),
                [],
            );
        });
    });

    it("says nothing of what is not known yet", () => {
        assert.deepEqual(
            messages(adminSurface, [
                controlPlane({
                    admin: { enabled: true, type: "[unknown]" },
                    manager: { enabled: "[unknown]" },
                    portal: "[unknown]",
                }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(adminSurface, [
                ingress({ name: "[unknown]", port: "[unknown]" }),
                ingress(admin, { annotations: "[unknown]" }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(adminSurface, [
                kubernetes("v1", "Service", "front", {
                    spec: { type: "[unknown]", selector: { app: "kong" }, ports: [{ port: 8001 }] },
                }),
            ]),
            [],
        );
    });

    it("does not apply without Kong", () => {
        assert.deepEqual(messages(adminSurface, [release("loki", { admin: { enabled: true } })]), []);
    });

    it("follows the configuration", () => {
        const outside = controlPlane({ cluster: { enabled: true, tls: { enabled: true }, type: "LoadBalancer" } });
        assert.deepEqual(messages(adminSurface, [outside], { exposed: ["cluster"] }), []);
        assert.equal(
            messages(adminSurface, [ingress(admin, guarded), plugin("basic-auth")], {
                authenticationPlugins: ["openid-connect"],
            }).length,
            1,
        );
        assert.equal(
            messages(
                adminSurface,
                [ingress(admin, { annotations: { "alb.ingress.kubernetes.io/auth-type": "oidc" } })],
                { authenticationAnnotations: [] },
            ).length,
            1,
        );
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`finds nothing in ${stack}`, async () => {
            assert.deepEqual(messages(adminSurface, seenOf(await planOf(stack))), []);
        });
    }
});
