import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { configMapType, deckFileOf, find, ofType, planOf, planWith, valuesOf } from "../../tools/plan/stacks";

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

describe("stack access-kong where only node ports lead to Kong", () => {
    it("has their port in every address and redirect", async () => {
        const proxy = { type: "NodePort", httpNodePort: 32080, httpsNodePort: 32443 };
        const plan = await planWith("access-kong", { kong: { dataPlanes: [{ name: "kong-dp", proxy }] } });
        const hosts = { grafana: "grafana", prometheus: "prometheus", alertmanager: "alerts" };
        const addresses = Object.values(hosts).map((host) => `https://${host}.example.com:32443`);
        const { access } = plan.outputs.values as { access: Record<string, { url: string }> };
        assert.deepEqual(
            Object.keys(hosts).map((page) => access[page]?.url),
            addresses,
        );
        const services = deckFileOf(plan).services as { routes: { plugins?: { config: { location: string } }[] }[] }[];
        assert.deepEqual(
            services.map(({ routes }) => routes[1]?.plugins?.[0]?.config.location),
            addresses,
        );
        const text = JSON.stringify(plan.resources);
        for (const host of Object.values(hosts)) {
            assert.doesNotMatch(text, new RegExp(`https://${host}\\.example\\.com(?!:32443)`), host);
        }
        assert.match(text, /--redirect-url=https:\/\/alerts\.example\.com:32443\/oauth2\/callback/);
    });
});
