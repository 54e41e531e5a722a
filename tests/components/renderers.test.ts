import assert from "node:assert/strict";
import { deckFile } from "../../components/gateway/configuration/deck";
import { type KubernetesGateway, renderKubernetes } from "../../components/gateway/configuration/kubernetes";
import { type Manifest } from "../../components/gateway/configuration/objects/manifest";
import type { Gateway, Plugin, Route, Service } from "../../model/gateway";
import { check, lines } from "../settings/helpers";

const place = { namespace: "kong", className: "kong" };
const route = (changes: Partial<Route> = {}): Route => ({
    name: "echo",
    paths: ["/echo"],
    stripPath: true,
    preserveHost: false,
    plugins: [],
    ...changes,
});
const service = (changes: Partial<Service> = {}): Service => ({
    name: "echo",
    url: "http://echo.demo.svc:1027",
    routes: [route()],
    plugins: [],
    ...changes,
});
const plugin = (name: string, config: Record<string, unknown> = {}): Plugin => ({ name, config });
const gatewayOf = (changes: Partial<Gateway> = {}): Gateway => ({ services: [service()], plugins: [], ...changes });

/** Every model that both have to express. */
const models: [string, Gateway][] = [
    ["nothing at all", gatewayOf({ services: [] })],
    ["a service in the cluster", gatewayOf()],
    ["one on the default port", gatewayOf({ services: [service({ url: "http://echo.demo.svc.cluster.local" })] })],
    ["one over TLS, below a path", gatewayOf({ services: [service({ url: "https://echo.demo.svc:8443/base" })] })],
    ["a service outside of it", gatewayOf({ services: [service({ url: "https://httpbin.konghq.com/anything" })] })],
    ["one with a port of its own", gatewayOf({ services: [service({ url: "http://legacy.example.com:8080" })] })],
    ["a service without routes", gatewayOf({ services: [service({ routes: [] })] })],
    [
        "two services, one of two routes",
        gatewayOf({
            services: [
                service(),
                service({
                    name: "other",
                    url: "http://other.demo.svc",
                    routes: [route({ name: "a" }), route({ name: "b", paths: ["/b"] })],
                }),
            ],
        }),
    ],
    [
        "several paths, a regular expression among them",
        gatewayOf({ services: [service({ routes: [route({ paths: ["/a", "/b/c", "~/orders/[0-9]+$"] })] })] }),
    ],
    [
        "methods and paths",
        gatewayOf({ services: [service({ routes: [route({ paths: ["/a", "/b"], methods: ["GET", "POST"] })] })] }),
    ],
    [
        "hosts alone",
        gatewayOf({
            services: [
                service({
                    routes: [
                        route({ paths: undefined, hosts: ["a.example.com", "*.b.example.com"] } as Partial<Route>),
                    ],
                }),
            ],
        }),
    ],
    [
        "HTTPS alone, the client's host and the whole path",
        gatewayOf({
            services: [service({ routes: [route({ protocols: ["https"], preserveHost: true, stripPath: false })] })],
        }),
    ],
    [
        "HTTPS alone, to which plain HTTP is sent",
        gatewayOf({ services: [service({ routes: [route({ protocols: ["https"], httpsRedirectStatusCode: 308 })] })] }),
    ],
    [
        "global plugins",
        gatewayOf({
            plugins: [
                plugin("opentelemetry", { resource_attributes: { "service.name": "kong" } }),
                plugin("my_plugin", { a: [1, { b: true }] }),
            ],
        }),
    ],
    [
        "plugins with what decK writes beside their configuration",
        gatewayOf({
            plugins: [{ ...plugin("prometheus"), tags: ["signals"], protocols: ["http", "https"] }],
            services: [service({ plugins: [{ ...plugin("key-auth"), enabled: false, tags: ["a", "b"] }] })],
        }),
    ],
    [
        "plugins on a service and on its route",
        gatewayOf({
            services: [
                service({
                    plugins: [plugin("key-auth"), plugin("acl", { allow: ["a"] })],
                    routes: [route({ plugins: [plugin("rate-limiting", { minute: 5 })] })],
                }),
            ],
        }),
    ],
];

/**
 * What a rendering says, in the model's words but for the names of services, which a Service that is there does not
 * have.
 */
type Said = Pick<Gateway, "plugins"> & {
    services: {
        url: string;
        plugins: Plugin[];
        routes: (Omit<Route, "paths" | "protocols"> & Required<Pick<Route, "paths" | "protocols">>)[];
    }[];
};

function ofModel({ services, plugins }: Gateway): Said {
    return {
        plugins,
        services: services.map(({ url, routes, plugins: own }) => ({
            url: new URL(url).href.replace(".svc.cluster.local", ".svc"),
            plugins: own,
            routes: routes.map(({ paths = ["/"], protocols = ["http", "https"], ...rest }) => ({
                ...rest,
                paths,
                protocols,
            })),
        })),
    };
}

function ofDeck(gateway: Gateway): Said {
    const { services, plugins } = deckFile(gateway, "tag");
    return ofModel({
        plugins,
        services: services.map(({ name, url, routes, plugins: own = [] }) => ({
            name,
            url,
            plugins: own,
            routes: routes.map(
                ({
                    strip_path: stripPath,
                    preserve_host: preserveHost,
                    https_redirect_status_code: httpsRedirectStatusCode,
                    plugins: mine = [],
                    ...rest
                }) => ({ ...rest, httpsRedirectStatusCode, stripPath, preserveHost, plugins: mine }) as Route,
            ),
        })),
    });
}

interface HttpRoute {
    hostnames?: string[];
    rules: [
        {
            matches: { path: { type: string; value: string }; method?: string }[];
            backendRefs: [{ name: string; port: number }];
        },
    ];
}

function ofKubernetes(gateway: Gateway): Said {
    const { shared, services } = renderKubernetes(gateway, place);
    const pluginOf = ({ metadata, plugin: name, config, disabled, protocols }: Manifest): Plugin =>
        ({
            name: String(name),
            config: config as Record<string, unknown>,
            enabled: disabled === true ? false : undefined,
            protocols: protocols as string[] | undefined,
            tags: metadata.annotations?.["konghq.com/tags"]?.split(","),
        }) as Plugin;
    const named = (object: Manifest, plugins: Manifest[]): Plugin[] => {
        const names = object.metadata.annotations?.["konghq.com/plugins"]?.split(",") ?? [];
        assert.deepEqual(
            plugins.map(({ metadata }) => [metadata.name, metadata.namespace]),
            names.map((name) => [name, object.metadata.namespace]),
            "plugins are where they are named",
        );
        return plugins.map(pluginOf);
    };
    return {
        plugins: shared.filter(({ kind }) => kind === "KongClusterPlugin").map(pluginOf),
        services: services.map(({ service: object, plugins, routes }, index) => {
            assert.ok(object !== undefined);
            const { metadata } = object;
            const annotations = metadata.annotations ?? {};
            const outside = (object.spec as { externalName: string; ports: [{ port: number }] } | undefined)
                ?.externalName;
            const host = outside ?? `${metadata.name}.${metadata.namespace}.svc`;
            const specs = routes.map(({ route: { spec } }) => spec as unknown as HttpRoute);
            // A Service that is there has no port of ours: its routes name it.
            const port =
                specs[0]?.rules[0].backendRefs[0].port ?? Number(new URL(gateway.services[index]?.url ?? "").port);
            return {
                url: new URL(
                    `${annotations["konghq.com/protocol"] ?? "http"}://${host}:${port || ""}${annotations["konghq.com/path"] ?? ""}`,
                ).href,
                plugins: named(object, plugins),
                routes: routes.map(({ route: { metadata: own, spec }, plugins: mine }, at) => {
                    const { hostnames, rules } = spec as unknown as HttpRoute;
                    const { matches, backendRefs } = rules[0];
                    const said = own.annotations ?? {};
                    const methods = [...new Set(matches.flatMap(({ method }) => method ?? []))];
                    assert.deepEqual(
                        [own.namespace, backendRefs[0].name],
                        [metadata.namespace, metadata.name],
                        "a route is beside its Service",
                    );
                    return {
                        name: own.name,
                        paths: [
                            ...new Set(
                                matches.map(({ path: { type, value } }) =>
                                    type === "RegularExpression" ? `~${value}` : value,
                                ),
                            ),
                        ],
                        ...(hostnames && { hosts: hostnames }),
                        ...(methods.length > 0 && { methods }),
                        protocols: (said["konghq.com/protocols"] ?? "").split(",") as ("http" | "https")[],
                        stripPath: said["konghq.com/strip-path"] === "true",
                        preserveHost: said["konghq.com/preserve-host"] === "true",
                        ...("konghq.com/https-redirect-status-code" in said && {
                            httpsRedirectStatusCode: Number(said["konghq.com/https-redirect-status-code"]) as 308,
                        }),
                        plugins: named(routes[at]?.route ?? object, mine),
                    };
                }),
            };
        }),
    };
}

/** As JSON, in which a key that is undefined is none, whatever the order of keys. */
const plain = (said: Said): unknown => JSON.parse(JSON.stringify(said));

describe("both renderers say what the model says", () => {
    for (const [what, gateway] of models) {
        it(`of ${what}`, () => {
            assert.deepEqual(plain(ofDeck(gateway)), plain(ofModel(gateway)));
            assert.deepEqual(plain(ofKubernetes(gateway)), plain(ofModel(gateway)));
        });
    }
});

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
