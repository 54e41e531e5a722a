import assert from "node:assert/strict";
import { routesOf, type Way } from "../../../components/access/routes";

const way = (page: string, tls: Way["tls"], host = `${page}.example.com`): Way => ({
    page,
    host,
    tls,
    served: { service: `access-${page}`, namespace: "observability", ports: { http: 80 } },
    url: `http://access-${page}.observability.svc:80`,
});
const ingresses = (ways: Way[], through: Parameters<typeof routesOf>[1]): { metadata: unknown; spec: unknown }[] => {
    const { ingresses: made, gateway } = routesOf(ways, through, "ingress-controller");
    assert.deepEqual(gateway, { services: [], certificates: [], redirects: [] });
    return made.map(({ args: { metadata, spec } }) => ({ metadata, spec }));
};
const issued = { kind: "cert-manager", issuerKind: "ClusterIssuer", issuer: "letsencrypt" } as const;

describe("ways to the pages", () => {
    const ways = [
        way("grafana", issued),
        way("prometheus", { kind: "secret", name: "wildcard" }),
        way("alertmanager", { kind: "secret", name: "wildcard" }),
    ];

    it("are an Ingress each, with the controller's class, the user's annotations and the certificate", () => {
        const [grafana, prometheus] = ingresses(ways, {
            kind: "ingress",
            port: 443,
            className: "nginx",
            annotations: { "example.com/redirect": "true" },
        });
        assert.deepEqual(grafana?.metadata, {
            name: "access-grafana",
            namespace: "observability",
            annotations: {
                "example.com/redirect": "true",
                "cert-manager.io/cluster-issuer": "letsencrypt",
                "pulumi.com/skipAwait": "true",
            },
        });
        assert.deepEqual(grafana?.spec, {
            ingressClassName: "nginx",
            tls: [{ hosts: ["grafana.example.com"], secretName: "access-grafana-tls" }],
            rules: [
                {
                    host: "grafana.example.com",
                    http: {
                        paths: [
                            {
                                path: "/",
                                pathType: "Prefix",
                                backend: { service: { name: "access-grafana", port: { number: 80 } } },
                            },
                        ],
                    },
                },
            ],
        });
        assert.deepEqual((prometheus?.spec as { tls: unknown }).tls, [
            { hosts: ["prometheus.example.com"], secretName: "wildcard" },
        ]);
    });

    it("are Ingress objects in either topology where another controller takes the traffic", () => {
        const { ingresses: made, gateway } = routesOf(
            ways,
            { kind: "ingress", port: 443, className: "nginx", annotations: {} },
            "hybrid",
        );
        assert.equal(made.length, 3);
        assert.deepEqual(gateway, { services: [], certificates: [], redirects: [] });
    });

    it("name a namespace's issuer as such, and no certificate where TLS ends before", () => {
        const [issuer, elsewhere] = ingresses(
            [way("grafana", { ...issued, issuerKind: "Issuer" }), way("prometheus", { kind: "elsewhere" })],
            { kind: "ingress", port: 443, className: "alb", annotations: {} },
        );
        assert.equal(
            (issuer?.metadata as { annotations: Record<string, string> }).annotations["cert-manager.io/issuer"],
            "letsencrypt",
        );
        assert.ok(!("tls" in (elsewhere?.spec as object)));
    });

    it("are for HTTPS alone with Kong's own controller", () => {
        const [grafana] = ingresses(ways, { kind: "kong", port: 443 });
        const { annotations } = grafana?.metadata as { annotations: Record<string, string> };
        assert.equal((grafana?.spec as { ingressClassName: string }).ingressClassName, "kong");
        assert.deepEqual(
            [annotations["konghq.com/protocols"], annotations["konghq.com/https-redirect-status-code"]],
            ["https", "308"],
        );
    });

    it("are services and routes for HTTPS alone in Kong without a controller, with each Secret once", () => {
        const {
            ingresses: none,
            gateway: { services, certificates },
        } = routesOf(ways, { kind: "kong", port: 443 }, "hybrid");
        assert.deepEqual(none, []);
        assert.deepEqual(
            services.map(({ name, routes }) => [
                name,
                routes[0]?.hosts,
                routes[0]?.protocols,
                routes[0]?.httpsRedirectStatusCode,
            ]),
            ways.map(({ page, host }) => [`access-${page}`, [host], ["https"], 308]),
        );
        assert.deepEqual(certificates, [
            {
                secretName: "access-grafana-tls",
                hosts: ["grafana.example.com"],
                issuer: { kind: "ClusterIssuer", name: "letsencrypt" },
            },
            { secretName: "wildcard", hosts: ["prometheus.example.com", "alertmanager.example.com"] },
        ]);
    });

    it("redirect plain HTTP to the port at which browsers reach HTTPS, which Kong itself would leave out", () => {
        const [one] = ways;
        const through = { kind: "kong", port: 32443 } as const;
        const location = "https://grafana.example.com:32443";
        const { services } = routesOf(one ? [one] : [], through, "hybrid").gateway;
        const [, plain] = services[0]?.routes ?? [];
        assert.deepEqual([plain?.name, plain?.protocols, plain?.hosts], ["access-grafana-http", ["http"], [one?.host]]);
        const config = { status_code: 308, location, keep_incoming_path: true };
        assert.deepEqual(plain?.plugins, [{ name: "redirect", config }]);

        const { ingresses: made, gateway } = routesOf(one ? [one] : [], through, "ingress-controller");
        const { metadata, spec } = made[1]?.args as { metadata: { annotations: Record<string, string> }; spec: object };
        assert.equal(metadata.annotations["konghq.com/protocols"], "http");
        assert.equal(metadata.annotations["konghq.com/plugins"], "access-grafana-http.redirect");
        assert.ok(!("tls" in spec) && !("cert-manager.io/cluster-issuer" in metadata.annotations));
        const plugin = { name: "redirect", config };
        assert.deepEqual(
            gateway.redirects.map(({ name, namespace, plugin: of }) => [name, namespace, of]),
            [["access-grafana-http", "observability", plugin]],
        );
    });
});
