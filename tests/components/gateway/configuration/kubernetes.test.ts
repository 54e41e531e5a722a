import assert from "node:assert/strict";
import { deckFile } from "../../../../components/gateway/configuration/deck";
import { type KubernetesGateway, renderKubernetes } from "../../../../components/gateway/configuration/kubernetes";
import type { Manifest } from "../../../../components/gateway/configuration/objects/manifest";
import type { Service } from "../../../../model/gateway";
import { check, lines } from "../../../settings/helpers";
import { gatewayOf, models, place, plugin, service } from "./made";

describe("objects for the ingress controller", () => {
    const objectsOf = ({ shared, services }: KubernetesGateway): Manifest[] => [
        ...shared,
        ...services.flatMap(({ plugins, service: object, routes }) => [
            ...plugins,
            ...(object ? [object] : []),
            ...routes.flatMap((one) => [...one.plugins, one.route]),
        ]),
    ];

    it("attach every route to our Gateway, of a class that the controller does not make gateways for", () => {
        const objects = objectsOf(renderKubernetes(gatewayOf(), place));
        const [gatewayClass, gateway] = objects;
        assert.equal(gatewayClass?.metadata.annotations?.["konghq.com/gatewayclass-unmanaged"], "true");
        assert.deepEqual(gateway?.spec, {
            gatewayClassName: "kong",
            listeners: [{ name: "proxy", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: { from: "All" } } }],
        });
        const [httpRoute] = objects.filter(({ kind }) => kind === "HTTPRoute");
        assert.deepEqual((httpRoute?.spec as { parentRefs: object[] }).parentRefs, [
            { group: "gateway.networking.k8s.io", kind: "Gateway", name: "kong", namespace: "kong" },
        ]);
    });

    it("mark a global plugin as one, for the controller's class", () => {
        const [, , global] = objectsOf(renderKubernetes(gatewayOf({ plugins: [plugin("opentelemetry")] }), place));
        assert.deepEqual(global?.metadata, {
            name: "opentelemetry",
            labels: { global: "true" },
            annotations: { "kubernetes.io/ingress.class": "kong" },
        });
    });

    it("leave a Service that is there as it is, but for its annotations", () => {
        const [patch] = objectsOf(
            renderKubernetes(gatewayOf({ services: [service({ plugins: [plugin("key-auth")] })] }), place),
        ).filter(({ kind }) => kind === "ServicePatch");
        assert.deepEqual(patch, {
            apiVersion: "v1",
            kind: "ServicePatch",
            // The host alone: Kong puts the port after it.
            metadata: {
                name: "echo",
                namespace: "demo",
                annotations: {
                    "konghq.com/host-header": "echo.demo.svc",
                    "konghq.com/plugins": "service.echo.key-auth",
                },
            },
        });
    });

    it("have names that no two of a kind share", () => {
        for (const [what, gateway] of models) {
            const names = objectsOf(renderKubernetes(gateway, place)).map(
                ({ kind, metadata }) => `${kind} ${metadata.name}`,
            );
            assert.deepEqual(names, [...new Set(names)], what);
        }
    });
});

describe("what the ingress controller's kinds cannot express", () => {
    const at = "p:gateway.services[0]";
    const one = (changes: Record<string, unknown>): Record<string, unknown> => ({
        services: [{ name: "echo", url: "http://echo.demo.svc:1027", ...changes }],
    });
    const routed = (changes: Record<string, unknown>): Record<string, unknown> =>
        one({ routes: [{ name: "echo", paths: ["/echo"], ...changes }] });
    const many = (count: number, item: (index: number) => string): string[] =>
        Array.from({ length: count }, (_, index) => item(index));

    const inexpressible: [string, Record<string, unknown>, string][] = [
        ["an upstream by gRPC", one({ url: "grpc://echo.demo.svc:1027" }), `${at}.url`],
        ["an upstream by TCP", one({ url: "tcp://echo.demo.svc:1025" }), `${at}.url`],
        ["an upstream with an IPv6 address", one({ url: "http://[::1]:80" }), `${at}.url`],
        ["an upstream with a password", one({ url: "http://me:mine@echo.demo.svc" }), `${at}.url`],
        ["a route by gRPC", routed({ protocols: ["grpc"] }), `${at}.routes[0].protocols[0]`],
        ["a service's name that is no object's", one({ name: "Echo_1" }), `${at}.name`],
        ["a route's name that is no object's", routed({ name: "echo.v1" }), `${at}.routes[0].name`],
        ["a plugin's name that is no object's", one({ plugins: [{ name: "My.Plugin" }] }), `${at}.plugins[0].name`],
        ["a wildcard behind", routed({ hosts: ["example.*"] }), `${at}.routes[0].hosts[0]`],
        ["a host with a port", routed({ hosts: ["example.com:8080"] }), `${at}.routes[0].hosts[0]`],
        [
            "more hosts than an HTTPRoute takes",
            routed({ hosts: many(17, (index) => `h${index}.example.com`) }),
            `${at}.routes[0].hosts`,
        ],
        ["a method of one's own", routed({ methods: ["PURGE"] }), `${at}.routes[0].methods[0]`],
        ["a path with empty parts", routed({ paths: ["/a//b"] }), `${at}.routes[0].paths[0]`],
        [
            "a path that would be taken for a regular expression",
            routed({ paths: ["/a+b"] }),
            `${at}.routes[0].paths[0]`,
        ],
        ["a path that goes up", routed({ paths: ["/a/../b"] }), `${at}.routes[0].paths[0]`],
        [
            "more matches than a rule takes",
            routed({ paths: many(33, (index) => `/p${index}`), methods: ["GET", "PUT"] }),
            `${at}.routes[0]`,
        ],
        [
            "one Kubernetes Service for two",
            {
                services: [
                    { name: "a", url: "http://echo.demo.svc:1027" },
                    { name: "b", url: "http://echo.demo.svc.cluster.local:1028" },
                ],
            },
            "p:gateway.services[1].url",
        ],
    ];
    for (const [what, gateway, key] of inexpressible) {
        it(`${what}: refused by the settings with the key, and by the renderer; decK has it`, () => {
            // With plugins of one's own their names are free.
            const chartOverrides = { ingress: { gateway: { env: { plugins: "bundled,My.Plugin" } } } };
            const refused = lines(
                check({ kong: { topology: "ingress-controller" }, chartOverrides, gateway }).problems,
            );
            assert.deepEqual(
                refused.map((line) => line.split(": ")[0]),
                [key],
            );
            assert.match(refused[0] ?? "", /: got .+; allowed: .*\(see docs\/topologies\.md\)$/);

            const { settings, problems } = check({ kong: { edition: "enterprise", http2: true }, gateway });
            assert.deepEqual(problems, []);
            const services = settings.gateway?.services as Service[];
            assert.throws(() => renderKubernetes({ services, plugins: [] }, place), /^Error: gateway: /);
            assert.equal(deckFile({ services, plugins: [] }, "tag").services.length, services.length);
        });
    }

    it("a select tag, which is decK's, is refused by the settings", () => {
        const refused = lines(
            check({ kong: { topology: "ingress-controller" }, gateway: { selectTag: "mine" } }).problems,
        );
        assert.deepEqual(
            refused.map((line) => line.split(": ")[0]),
            ["p:gateway.selectTag"],
        );
    });
});
