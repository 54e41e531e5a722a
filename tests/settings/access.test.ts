import assert from "node:assert/strict";
import { accessPort } from "../../settings/accessPort";
import { check, problems, valid } from "./helpers";

type Access = Record<"grafana" | "prometheus" | "alertmanager", Record<string, unknown>>;

const access = valid.access as Access;
/** Through Kong, whose own proxies end TLS. */
const inKong = {
    ...access,
    through: { kind: "kong" },
    grafana: { ...access.grafana, tls: { kind: "cert-manager", issuer: "letsencrypt" } },
};
const service = (name: string, route: object): object => ({
    services: [{ name, url: "http://shop.example.com", routes: [{ name: "shop", ...route }] }],
});

describe("settings of access", () => {
    it("make nothing where they are left out, and go through Kong where nothing else is said", () => {
        const { settings, problems: none } = check({
            access: undefined,
            grafanaOidcClientSecret: undefined,
            accessOidcClientSecret: undefined,
        });
        assert.deepEqual(none, []);
        assert.deepEqual(settings.access, { through: { kind: "kong" } });
    });

    it("take every page through Kong", () => {
        assert.deepEqual(problems({ access: inKong }), []);
    });

    it("know the port that browsers use from node ports, a load balancer, or from being told", () => {
        const portOf = (through: object, ...proxies: object[]): number | undefined => {
            const dataPlanes = proxies.map((proxy, index) => ({ name: `dp-${index}`, proxy }));
            const kong = { ...(valid.kong as object), dataPlanes };
            const { settings } = check({ kong, access: { through } });
            return accessPort(settings as Parameters<typeof accessPort>[0]);
        };
        const [a, b] = [32_443, 32_444].map((httpsNodePort) => ({ type: "NodePort", httpsNodePort }));
        const [balanced, inside] = [{ type: "LoadBalancer" }, { type: "ClusterIP" }];
        const kong = { kind: "kong" };
        assert.ok(a && b);
        assert.equal(portOf(kong, balanced), 443);
        assert.equal(portOf(kong, inside), 443);
        assert.equal(portOf(kong, a, inside), 32_443);
        assert.equal(portOf(kong, a, balanced), 443);
        assert.equal(portOf(kong, a, b), undefined);
        assert.equal(portOf({ ...kong, port: 8443 }, a, b), 8443);
        assert.equal(portOf({ kind: "ingress", className: "nginx" }, a), 443);
    });

    const oidc = access.prometheus.authentication as object;
    const wrong: [string, Record<string, unknown>, string][] = [
        [
            "node ports that nobody knows",
            {
                access: inKong,
                kong: { ...(valid.kong as object), dataPlanes: [{ name: "a", proxy: { type: "NodePort" } }] },
            },
            "p:access.through.port: missing; nothing but node ports leads to Kong: allowed: the port at which browsers reach HTTPS, or one httpsNodePort for all proxies of type NodePort",
        ],
        [
            "a page without authentication",
            { access: { ...access, alertmanager: { ...access.alertmanager, authentication: undefined } } },
            "p:access.alertmanager.authentication: missing; allowed: an object with kind: basic or oidc",
        ],
        [
            "authentication that is none",
            { access: { ...access, alertmanager: { ...access.alertmanager, authentication: { kind: "none" } } } },
            'p:access.alertmanager.authentication.kind: got "none"; allowed: basic, oidc',
        ],
        [
            "a page without TLS",
            { access: { ...access, alertmanager: { ...access.alertmanager, tls: undefined } } },
            "p:access.alertmanager.tls: missing; allowed: an object with kind: secret, cert-manager or elsewhere",
        ],
        [
            "a login for everybody whom the provider knows",
            { access: { ...access, prometheus: { ...access.prometheus, authentication: { ...oidc, allowed: {} } } } },
            "p:access.prometheus.authentication.allowed: got {}; allowed: at least one list, else every user of the provider would have access",
        ],
        [
            "an empty list of those who may come in",
            {
                access: {
                    ...access,
                    prometheus: { ...access.prometheus, authentication: { ...oidc, allowed: { groups: [] } } },
                },
            },
            "p:access.prometheus.authentication.allowed.groups: got []; allowed: at least one",
        ],
        [
            "every domain",
            {
                access: {
                    ...access,
                    prometheus: { ...access.prometheus, authentication: { ...oidc, allowed: { emailDomains: ["*"] } } },
                },
            },
            'p:access.prometheus.authentication.allowed.emailDomains[0]: got "*"; allowed: a domain such as example.com',
        ],
        [
            "a group at whose name Grafana or the proxy would cut the list short",
            {
                access: {
                    ...access,
                    grafana: {
                        ...access.grafana,
                        oidc: { ...(access.grafana.oidc as object), allowed: { groups: ["sre", "team#1"] } },
                    },
                },
            },
            'p:access.grafana.oidc.allowed.groups[1]: got "team#1"; allowed: letters, digits, spaces and . _ @ / : = + -',
        ],
        [
            "a role's path with a comment in it",
            {
                access: {
                    ...access,
                    grafana: {
                        ...access.grafana,
                        oidc: { ...(access.grafana.oidc as object), roleAttributePath: "role ; x" },
                    },
                },
            },
            'p:access.grafana.oidc.roleAttributePath: got "role ; x"; allowed: a text without # ; $ %, that does not begin with a quote',
        ],
        [
            "a provider without TLS",
            {
                access: {
                    ...access,
                    prometheus: {
                        ...access.prometheus,
                        authentication: { ...oidc, issuerUrl: "http://login.example.com" },
                    },
                },
            },
            'p:access.prometheus.authentication.issuerUrl: got "http://login.example.com"; allowed: an address such as https://login.example.com',
        ],
        [
            "an address for a host",
            { access: { ...access, grafana: { ...access.grafana, host: "https://grafana.example.com" } } },
            'p:access.grafana.host: got "https://grafana.example.com"; allowed: a host name such as grafana.example.com, in lower case',
        ],
        [
            "one host for two pages",
            { access: { ...access, alertmanager: { ...access.alertmanager, host: "prometheus.example.com" } } },
            `p:access.alertmanager.host: got "prometheus.example.com", which is prometheus's; allowed: a host of its own`,
        ],
        [
            "TLS that ends before Kong",
            { access: { ...access, through: { kind: "kong" } } },
            'p:access.grafana.tls.kind: got "elsewhere"; allowed: secret, cert-manager with through.kind kong, which ends TLS itself',
        ],
        [
            "no secret for the proxies' client",
            { accessOidcClientSecret: undefined },
            "p:accessOidcClientSecret: missing; access.prometheus.authentication.kind is oidc: npx pulumi config set --secret accessOidcClientSecret",
        ],
        [
            "no secret for Grafana's client",
            { grafanaOidcClientSecret: undefined },
            "p:grafanaOidcClientSecret: missing; access.grafana.oidc is set: npx pulumi config set --secret grafanaOidcClientSecret",
        ],
        [
            "two clients with one secret",
            {
                access: {
                    ...access,
                    alertmanager: { ...access.alertmanager, authentication: { ...oidc, clientId: "other" } },
                },
            },
            `p:access.alertmanager.authentication.clientId: got "other"; allowed: prometheus's "proxy", since accessOidcClientSecret is the secret of one client`,
        ],
        [
            "another root URL for Grafana",
            { metrics: { grafana: { rootUrl: "https://other.example.com" } } },
            'p:metrics.grafana.rootUrl: got "https://other.example.com"; allowed: nothing here, since access.grafana.host makes it https://grafana.example.com',
        ],
        [
            "a service of the gateway with our name",
            { access: inKong, gateway: service("access-grafana", { paths: ["/"] }) },
            'p:gateway.services[0].name: got "access-grafana"; allowed: any other name, since access creates one with this name',
        ],
        [
            "a route of the gateway with our name",
            { access: inKong, gateway: service("shop", { name: "access-grafana", paths: ["/"] }) },
            'p:gateway.services[0].routes[0].name: got "access-grafana"; allowed: any other name, since access creates one with this name',
        ],
        [
            "clients of stores that every pod reaches",
            { networkPolicies: { storeClients: ["keda"] } },
            'p:networkPolicies.storeClients: got ["keda"]; allowed: nothing here, since every pod reaches the stores with networkPolicies.stores false',
        ],
        [
            "a route of the gateway on a page's host",
            { access: inKong, gateway: service("shop", { hosts: ["grafana.example.com"] }) },
            'p:gateway.services[0].routes[0].hosts[0]: got "grafana.example.com"; allowed: a host that access does not name',
        ],
    ];
    for (const [what, changes, problem] of wrong) {
        it(`refuse ${what}`, () => {
            assert.deepEqual(problems(changes), [problem]);
        });
    }

    it("leave the gateway's names alone where another controller brings the traffic", () => {
        assert.deepEqual(problems({ gateway: service("access-grafana", { hosts: ["grafana.example.com"] }) }), []);
    });
});
