import type { Gateway, Route, Service } from "../../../../model/gateway";
import type { Plugin } from "../../../../model/plugins";

export const place = { namespace: "kong", className: "kong" };

const route = (changes: Partial<Route> = {}): Route => ({
    name: "echo",
    paths: ["/echo"],
    stripPath: true,
    preserveHost: false,
    plugins: [],
    ...changes,
});

export const service = (changes: Partial<Service> = {}): Service => ({
    name: "echo",
    url: "http://echo.demo.svc:1027",
    routes: [route()],
    plugins: [],
    ...changes,
});

export const plugin = (name: string, config: Record<string, unknown> = {}): Plugin => ({ name, config });

export const gatewayOf = (changes: Partial<Gateway> = {}): Gateway => ({
    services: [service()],
    plugins: [],
    ...changes,
});

/** Every model that both have to express. */
export const models: [string, Gateway][] = [
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
