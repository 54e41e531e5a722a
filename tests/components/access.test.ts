import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { htpasswd, nginxConfig } from "../../components/access/basicProxy";
import { oidcPod } from "../../components/access/oidcProxy";
import { routesOf, type Way } from "../../components/access/routes";
import { certificatesFile } from "../../components/gateway/configuration/certificates";
import { grafanaLogin } from "../../components/observability/grafana/grafanaLogin";
import { configMapType, deckFileOf, find, ofType, planOf, valuesOf } from "../tools/plan/stacks";

const way = (page: string, tls: Way["tls"], host = `${page}.example.com`): Way => ({
    page,
    host,
    tls,
    served: { service: `access-${page}`, namespace: "observability", ports: { http: 80 } },
    url: `http://access-${page}.observability.svc:80`,
});
const ingresses = (ways: Way[], through: Parameters<typeof routesOf>[1]): { metadata: unknown; spec: unknown }[] => {
    const { ingresses: made, gateway } = routesOf(ways, through, "ingress-controller");
    assert.deepEqual(gateway, { services: [], certificates: [] });
    return made.map(({ args: { metadata, spec } }) => ({ metadata, spec }));
};
const issued = { kind: "cert-manager", issuerKind: "ClusterIssuer", issuer: "letsencrypt" } as const;

describe("nginx before a page", () => {
    it("asks for the password on all of the port for traffic, and answers the kubelet on another", () => {
        const [, traffic = "", kubelet = ""] = nginxConfig("http://prometheus:9090").split("server {");
        assert.match(traffic, /listen 8080;\s+auth_basic "/);
        assert.doesNotMatch(traffic, /auth_basic off|satisfy any|return/);
        assert.match(kubelet, /listen 8081;/);
        assert.doesNotMatch(kubelet, /proxy_pass/);
    });

    it("keeps the password from the page", () => {
        assert.match(nginxConfig("http://prometheus:9090"), /proxy_set_header Authorization "";/);
    });

    it("knows the password by its salted hash", () => {
        const [user, hash = ""] = htpasswd("sre", "password", "saltsalt").trim().split(":{SSHA}");
        const bytes = Buffer.from(hash, "base64");
        assert.equal(user, "sre");
        assert.equal(bytes.subarray(20).toString(), "saltsalt");
        assert.deepEqual(bytes.subarray(0, 20), createHash("sha1").update("passwordsaltsalt").digest());
    });
});

describe("oauth2-proxy before a page", () => {
    const args = {
        host: "prometheus.example.com",
        upstream: "http://prometheus:9090",
        issuerUrl: "https://login.example.com",
        clientId: "proxy",
        emailClaim: "email",
        groupsClaim: "groups",
    };
    const flags = (allowed: Parameters<typeof oidcPod>[0]["allowed"]): string[] =>
        oidcPod({ ...args, allowed }).command.filter((flag) =>
            /^--(email-domain|authenticated-emails-file|allowed-group)=/.test(flag),
        );

    it("lets in whoever is allowed, and lets a group decide alone only where no address is asked for", () => {
        assert.deepEqual(flags({ groups: ["sre"] }), ["--email-domain=*", "--allowed-group=sre"]);
        assert.deepEqual(flags({ emailDomains: ["example.com"] }), ["--email-domain=example.com"]);
        assert.deepEqual(flags({ emails: ["ada@example.com"], groups: ["sre"] }), [
            "--authenticated-emails-file=/etc/access/emails",
            "--allowed-group=sre",
        ]);
        assert.deepEqual(flags({ emailDomains: ["example.com"], groups: ["sre"] }), [
            "--email-domain=example.com",
            "--allowed-group=sre",
        ]);
        assert.deepEqual(oidcPod({ ...args, allowed: { emails: ["ada@example.com", "eve@example.com"] } }).files, {
            emails: "ada@example.com\neve@example.com\n",
        });
    });

    it("has no secret among its flags, trusts no header, and comes back to its own host", () => {
        const { command } = oidcPod({ ...args, allowed: { groups: ["sre"] } });
        assert.ok(command.includes("--redirect-url=https://prometheus.example.com/oauth2/callback"));
        assert.ok(command.includes("--cookie-secure=true"));
        assert.ok(
            !command.some(
                (flag) =>
                    /^--(client-secret|cookie-secret|reverse-proxy|skip-auth|trusted-ip)[=-]/.test(flag) &&
                    !/-secret-file=/.test(flag),
            ),
        );
    });
});

describe("ways to the pages", () => {
    const ways = [
        way("grafana", issued),
        way("prometheus", { kind: "secret", name: "wildcard" }),
        way("alertmanager", { kind: "secret", name: "wildcard" }),
    ];

    it("are an Ingress each, with the controller's class, the user's annotations and the certificate", () => {
        const [grafana, prometheus] = ingresses(ways, {
            kind: "ingress",
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
            { kind: "ingress", className: "nginx", annotations: {} },
            "hybrid",
        );
        assert.equal(made.length, 3);
        assert.deepEqual(gateway, { services: [], certificates: [] });
    });

    it("name a namespace's issuer as such, and no certificate where TLS ends before", () => {
        const [issuer, elsewhere] = ingresses(
            [way("grafana", { ...issued, issuerKind: "Issuer" }), way("prometheus", { kind: "elsewhere" })],
            { kind: "ingress", className: "alb", annotations: {} },
        );
        assert.equal(
            (issuer?.metadata as { annotations: Record<string, string> }).annotations["cert-manager.io/issuer"],
            "letsencrypt",
        );
        assert.ok(!("tls" in (elsewhere?.spec as object)));
    });

    it("are for HTTPS alone with Kong's own controller", () => {
        const [grafana] = ingresses(ways, { kind: "kong" });
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
        } = routesOf(ways, { kind: "kong" }, "hybrid");
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
});

describe("certificates for Kong", () => {
    const certificates = [
        { secretName: "a", hosts: ["a.example.com", "b.example.com"] },
        { secretName: "c", hosts: ["c.example.com"] },
    ];
    /** As decK's template fills them in: `indent` puts the spaces after each line's end. */
    const filled = (text: string, values: Record<string, string>): string =>
        text.replace(/\$\{\{ env "(\w+)" \| indent (\d+) \}\}/g, (_, name: string, spaces: string) =>
            (values[name] ?? "").replaceAll("\n", `\n${" ".repeat(Number(spaces))}`),
        );
    const pem = (what: string): string => `-----BEGIN ${what}-----\nAAAA\nBBBB\n-----END ${what}-----\n`;

    it("are whole once decK has filled them in, of any number of lines", () => {
        const text = certificatesFile(certificates, "mine-certificates");
        const values = {
            DECK_CERTIFICATE_0: pem("C0") + pem("CA"),
            DECK_CERTIFICATE_KEY_0: pem("K0"),
            DECK_CERTIFICATE_1: pem("C1"),
            DECK_CERTIFICATE_KEY_1: pem("K1"),
        };
        const read = parse(filled(text, values)) as {
            _info: unknown;
            certificates: { cert: string; key: string; snis: unknown }[];
        };
        assert.deepEqual(read._info, { select_tags: ["mine-certificates"] });
        assert.deepEqual(
            read.certificates.map(({ cert, key, snis }) => ({ cert, key, snis })),
            [
                {
                    cert: (pem("C0") + pem("CA")).trim(),
                    key: pem("K0").trim(),
                    snis: [{ name: "a.example.com" }, { name: "b.example.com" }],
                },
                { cert: pem("C1").trim(), key: pem("K1").trim(), snis: [{ name: "c.example.com" }] },
            ],
        );
    });

    it("keep their ids, so that a renewed one takes the old one's place", () => {
        const ids = (list: typeof certificates): unknown[] =>
            (parse(certificatesFile(list, "mine")) as { certificates: { id: string }[] }).certificates.map(
                ({ id }) => id,
            );
        assert.deepEqual(
            ids(certificates),
            ids([...certificates.slice(0, 1), { ...certificates[1]!, hosts: ["d.example.com"] }]),
        );
        assert.ok(
            ids(certificates).every((id) =>
                /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/.test(String(id)),
            ),
        );
        assert.equal(new Set(ids(certificates)).size, 2);
    });
});

describe("Grafana's login", () => {
    const args = {
        name: "SSO",
        authUrl: "https://a",
        tokenUrl: "https://b",
        apiUrl: "https://c",
        clientId: "grafana",
        scopes: ["openid", "email"],
        groupsAttributePath: "groups",
    };

    it("lets in whoever is allowed, and leaves roles alone unless the provider gives them", () => {
        const login = grafanaLogin({
            ...args,
            allowed: { emailDomains: ["a.example", "b.example"], groups: ["sre", "Platform Team"] },
        });
        assert.equal(login.allowed_domains, "a.example b.example");
        assert.equal(login.allowed_groups, '["sre","Platform Team"]');
        assert.equal(login.skip_org_role_sync, true);
        assert.ok(!("client_secret" in login));
        const roles = grafanaLogin({ ...args, roleAttributePath: "role", allowed: { groups: ["sre"] } });
        assert.equal(roles.role_attribute_path, "role");
        assert.ok(!("skip_org_role_sync" in roles) && !("allowed_domains" in roles));
    });
});

describe("stack access-kong", () => {
    it("routes every page through Kong, to a proxy or to Grafana, and makes no Ingress", async () => {
        const plan = await planOf("access-kong");
        const services = deckFileOf(plan).services as { name: string; url: string; routes: object[] }[];
        assert.deepEqual(
            services.map(({ name, url }) => [name, url]),
            [
                ["access-grafana", "http://kube-prometheus-stack-grafana.observability.svc:80"],
                ["access-prometheus", "http://access-prometheus.observability.svc:80"],
                ["access-alertmanager", "http://access-alertmanager.observability.svc:80"],
            ],
        );
        assert.deepEqual(services[0]?.routes, [
            {
                name: "access-grafana",
                hosts: ["grafana.example.com"],
                protocols: ["https"],
                https_redirect_status_code: 308,
                strip_path: false,
                preserve_host: true,
            },
        ]);
        assert.deepEqual(ofType(plan, "kubernetes:networking.k8s.io/v1:Ingress"), []);
    });

    it("brings certificates at once and every night by the same pod, which reads keys from Secrets and prints nothing of them", async () => {
        const plan = await planOf("access-kong");
        const job = find(plan, "kubernetes:batch/v1:Job", "kong-gateway-certificates").inputs.spec as {
            template: { spec: { containers: { env: object[]; args: string[] }[] } };
        };
        const cron = find(plan, "kubernetes:batch/v1:CronJob", "kong-gateway-certificates-renewal").inputs.spec as {
            jobTemplate: { spec: { template: unknown } };
        };
        const { data } = find(plan, configMapType, "kong-gateway-certificates").inputs as {
            data: Record<string, string>;
        };
        assert.ok(isDeepStrictEqual(cron.jobTemplate.spec.template, job.template));
        const [container] = job.template.spec.containers;
        assert.ok(container?.args.includes("--silence-events"));
        for (const name of data["certificates.yaml"]!.match(/DECK_\w+/g) ?? []) {
            assert.ok(
                container?.env.some((entry) => (entry as { name: string }).name === name),
                name,
            );
        }
        assert.deepEqual(
            ofType(plan, "kubernetes:cert-manager.io/v1:Certificate").map(({ inputs }) => [
                (inputs.metadata as { namespace: string }).namespace,
                (inputs.spec as { secretName: string }).secretName,
            ]),
            [
                ["kong", "access-grafana-tls"],
                ["kong", "access-prometheus-tls"],
            ],
        );
    });

    it("does not let the gateway wait for a certificate", async () => {
        const { resources } = await planOf("access-kong");
        const urns = new Set(resources.filter(({ urn }) => urn.includes("GatewayCertificates")).map(({ urn }) => urn));
        assert.ok(urns.size >= 4);
        assert.deepEqual(
            resources.filter(
                ({ urn, dependsOn }) => !urns.has(urn) && dependsOn.some((dependency) => urns.has(dependency)),
            ),
            [],
        );
    });

    it("tells Grafana, Prometheus and Alertmanager their addresses, and Grafana its login without the secret", async () => {
        const { grafana, prometheus, alertmanager } = valuesOf(
            await planOf("access-kong"),
            "metrics-kube-prometheus-stack",
        );
        assert.equal(grafana["grafana.ini"].server.root_url, "https://grafana.example.com");
        assert.equal(grafana["grafana.ini"]["auth.generic_oauth"].client_id, "grafana");
        assert.deepEqual(grafana.envValueFrom, {
            GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secretKeyRef: { name: "grafana-oidc", key: "client-secret" } },
        });
        assert.equal(prometheus.prometheusSpec.externalUrl, "https://prometheus.example.com");
        assert.equal(alertmanager.alertmanagerSpec.externalUrl, "https://alerts.example.com");
    });

    it("says where the pages are, and where the passwords", async () => {
        const { outputs } = await planOf("access-kong");
        assert.deepEqual(outputs.values.access, {
            grafana: { url: "https://grafana.example.com" },
            prometheus: {
                url: "https://prometheus.example.com",
                passwordSecret: { namespace: "observability", name: "access-prometheus" },
            },
            alertmanager: { url: "https://alerts.example.com" },
        });
    });
});

describe("stack access-ingress", () => {
    it("makes an Ingress for each page, and nothing in Kong", async () => {
        const plan = await planOf("access-ingress");
        const made = ofType(plan, "kubernetes:networking.k8s.io/v1:Ingress").map(({ name, inputs }) => [
            name,
            (inputs.spec as { rules: { http: { paths: { backend: { service: { name: string } } }[] } }[] }).rules[0]
                ?.http.paths[0]?.backend.service.name,
        ]);
        assert.deepEqual(made, [
            ["access-alertmanager", "access-alertmanager"],
            ["access-grafana", "kube-prometheus-stack-grafana"],
            ["access-prometheus", "access-prometheus"],
        ]);
        assert.deepEqual(deckFileOf(plan).services, []);
        assert.ok(!plan.resources.some(({ name }) => name === "kong-gateway-certificates"));
    });
});

describe("a stack without access", () => {
    it("has nothing of it", async () => {
        const { resources } = await planOf("dev");
        assert.deepEqual(
            resources.filter(({ urn }) => urn.includes("access")),
            [],
        );
    });
});

describe("proxies' pods", () => {
    for (const stack of ["access-kong", "access-ingress"]) {
        it(`of ${stack} are restricted, and hold no more of the Secret than they need`, async () => {
            for (const { inputs, name } of ofType(await planOf(stack), "kubernetes:apps/v1:Deployment")) {
                const { spec } = (
                    inputs.spec as {
                        template: {
                            spec: {
                                automountServiceAccountToken: boolean;
                                containers: { securityContext: Record<string, unknown> }[];
                                volumes: { name: string; secret?: { items: { key: string }[] } }[];
                            };
                        };
                    }
                ).template;
                const keys = spec.volumes.flatMap(({ secret }) => secret?.items.map(({ key }) => key) ?? []);
                assert.equal(spec.automountServiceAccountToken, false, name);
                assert.equal(spec.containers[0]?.securityContext.readOnlyRootFilesystem, true, name);
                assert.deepEqual(
                    keys,
                    stack === "access-kong" && name === "access-prometheus"
                        ? ["htpasswd"]
                        : ["client-secret", "cookie-secret"],
                );
            }
        });
    }
});
