import assert from "node:assert/strict";
import { check, problems, valid } from "./helpers";

const kong = (more: object): Record<string, unknown> => ({ kong: { ...(valid.kong as object), ...more } });
const route = (protocols?: string[]): Record<string, unknown> => ({
    gateway: {
        services: [
            {
                name: "shop",
                url: "grpc://shop.demo.svc:9000",
                routes: [{ name: "shop", paths: ["/"], ...(protocols && { protocols }) }],
            },
        ],
    },
});
const key = "p:gateway.services[0].routes[0].protocols";
const says = (index: number, protocol: string): string =>
    `${key}[${index}]: got "${protocol}"; allowed: http and https while p:kong.http2 is false, since gRPC needs HTTP/2, ` +
    "which is off because of known vulnerabilities in Kong's nginx (docs/security.md)";

describe("HTTP/2", () => {
    it("is off unless asked for, in both topologies", () => {
        const http2 = (changes: Record<string, unknown> = {}): unknown => {
            const { kong } = check(changes).settings;
            return kong?.topology === "none" ? undefined : kong?.http2;
        };
        assert.equal(http2(), false);
        assert.equal(http2({ kong: { topology: "ingress-controller" } }), false);
        assert.equal(http2({ kong: { topology: "ingress-controller", http2: true } }), true);
        assert.deepEqual(problems(kong({ http2: "on" })), ['p:kong.http2: got "on"; allowed: true or false']);
    });

    it("off refuses routes for gRPC, with TLS and without", () => {
        assert.deepEqual(problems(route(["https", "grpcs"])), [says(1, "grpcs")]);
        assert.deepEqual(problems(route(["grpc", "grpcs"])), [says(0, "grpc"), says(1, "grpcs")]);
        assert.deepEqual(problems(route(["http", "https"])), []);
        // What reaches such an upstream by grpc-web or grpc-gateway is HTTP/1.1.
        assert.deepEqual(problems(route()), []);
    });

    it("on lets them in", () =>
        assert.deepEqual(problems({ ...kong({ http2: true }), ...route(["grpc", "grpcs"]) }), []));

    it("leaves the refusal of gRPC to the ingress controller's own check there", () => {
        const gateway = {
            services: [
                {
                    name: "shop",
                    url: "https://shop.example.com",
                    routes: [{ name: "shop", paths: ["/"], protocols: ["grpcs"] }],
                },
            ],
        };
        const found = problems({
            kong: { topology: "ingress-controller" },
            gateway,
            access: undefined,
            grafanaOidcClientSecret: undefined,
            accessOidcClientSecret: undefined,
        });
        assert.equal(found.filter((line) => line.startsWith(key)).length, 1, found.join("\n"));
        assert.match(found.find((line) => line.startsWith(key)) ?? "", /an HTTPRoute does not support gRPC/);
    });
});
