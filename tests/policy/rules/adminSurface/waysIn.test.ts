import assert from "node:assert/strict";
import { adminSurface } from "../../../../policy/rules/adminSurface/rule";
import { clusterPlugin, deckFile, kubernetes, messages } from "../../helpers";
import { admin, controlPlane, guarded, ingress, plugin, type Resource } from "./made";

const route = (kind: string, reference: object, metadata: object = {}, more: object = {}): Resource =>
    kubernetes("gateway.networking.k8s.io/v1", kind, "admin", {
        metadata,
        spec: { rules: [{ backendRefs: [reference], ...more }] },
    });
const leads = (kind: string, place: string): string =>
    `admin: the ${kind} leads to ${place}, which is Kong's Admin API or Manager, without authentication; name an authentication plugin in the annotation "konghq.com/plugins", or remove it`;

describe("policy admin-surface", () => {
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
});
