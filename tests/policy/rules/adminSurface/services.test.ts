import assert from "node:assert/strict";
import { adminSurface } from "../../../../policy/rules/adminSurface/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { application, kubernetes, messages, release, seenOf } from "../../helpers";
import { admin, closed, controlPlane, guarded, ingress, plugin, type Resource } from "./made";

const unset = (path: string): string =>
    `${path}.type is not set, and the chart's default is NodePort; set it to ClusterIP, or ${path}.enabled to false`;

const inside = "only an internal load balancer may lead there (kong.controlPlane.expose)";

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
                [`kong-cp: ${message("cluster", "LoadBalancer")}: ${inside}`],
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
            const closedPort = (port: unknown): string =>
                `front: spec.type is LoadBalancer, and port ${String(port)} of Kong must not be reachable from outside; set it to ClusterIP, or leave the port out`;
            for (const port of [8001, 8445, "admin-tls", "portalapi"]) {
                assert.deepEqual(messages(adminSurface, [service("LoadBalancer", port)]), [closedPort(port)]);
            }
            assert.deepEqual(messages(adminSurface, [service("LoadBalancer", 8005)]), [
                `${closedPort(8005)}: ${inside}`,
            ]);
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
