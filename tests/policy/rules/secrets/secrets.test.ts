import assert from "node:assert/strict";
import type { Seen, Values } from "../../../../policy/library/resource";
import { secrets } from "../../../../policy/rules/secrets/rule";
import { hidingOf, maskedInputs } from "../../../../tools/plan/shown";
import { application, deckFile, kubernetes, messages, release } from "../../helpers";
import { chart, finds, map, pem, value } from "./made";

const slack = ["https://hooks.slack.com", "services", "T000", "B000", "XXXX"].join("/");

describe("policy secrets", () => {
    it("refuses the passwords of seed 003, in a release", () => {
        finds(
            chart({
                env: { pg_password: "demo123", password: "kong_admin_password" },
                postgresql: { auth: { password: "demo123" } },
            }),
            "kong-cp: values.env.pg_password holds a known default password (the database's in Kong's hybrid mode guide)",
            "kong-cp: values.env.password holds a known default password (Kong Manager's in Kong's hybrid mode guide)",
            "kong-cp: values.postgresql.auth.password holds a known default password (the database's in Kong's hybrid mode guide)",
        );
    });

    describe("that come together only in an Application's effective values", () => {
        const kong = { chart: "kong", repoURL: "https://charts.konghq.com", targetRevision: "3.4.1" };
        const parameters = (...all: [name: string, value: string][]): Values[] =>
            all.map(([name, value]) => ({ name, value }));
        const set = (helm: Values): Seen =>
            kubernetes("argoproj.io/v1alpha1", "ApplicationSet", "nodes", {
                spec: {
                    generators: [{ list: { elements: [{ name: "dp", x: "hunter2xyz" }] } }],
                    template: { metadata: { name: "{{name}}" }, spec: { source: { ...kong, helm } } },
                },
            });
        const cases: [what: string, resource: Seen, place: string][] = [
            [
                "a name and a value in two parameters",
                application("dp", {
                    ...kong,
                    helm: { parameters: parameters(["e[0].name", "DB_PASSWORD"], ["e[0].value", "hunter2xyz"]) },
                }),
                "dp: values.e[0].value",
            ],
            [
                "a list in a parameter",
                application("dp", { ...kong, helm: { parameters: parameters(["tokens", "{hunter2xyz}"]) } }),
                "dp: values.tokens[0]",
            ],
            [
                "a parameter of an Argo CD plugin",
                application("dp", {
                    path: "dp",
                    plugin: { parameters: [{ name: "password", string: "hunter2xyz" }] },
                }),
                "dp: spec.source.plugin.parameters[0].string",
            ],
            [
                "a patch of Kustomize",
                application("dp", {
                    path: "dp",
                    kustomize: { patches: [{ patch: "- op: add\n  path: /data/password\n  value: hunter2xyz\n" }] },
                }),
                "dp: spec.source.kustomize.patches[0].patch: [0].value",
            ],
            [
                "an element of a set's list, in its values",
                set({ values: "env:\n  pg_password: '{{x}}'\n" }),
                "nodes, Application dp: spec.source.helm.values: env.pg_password",
            ],
            [
                "an element of a set's list, in a parameter",
                set({ parameters: parameters(["env.pg_password", "{{x}}"]) }),
                "nodes, Application dp: spec.source.helm.parameters[0].value",
            ],
        ];
        for (const [what, resource, place] of cases) {
            it(`are found and hidden: ${what}`, () => {
                const said = messages(secrets, [resource]);
                assert.equal(said.length, 1, said.join("\n"));
                assert.ok(said[0]!.startsWith(`${place} holds a literal`), said[0]);
                assert.deepEqual(messages(secrets, [resource], { allowed: [place] }), []);
                assert.ok(!JSON.stringify(maskedInputs(resource)).includes("hunter2xyz"));
                assert.ok(!hidingOf([resource])("got hunter2xyz").includes("hunter2xyz"));
            });
        }
    });

    it("refuses them in an Application too, whose values are text, objects or parameters", () => {
        finds(
            messages(secrets, [
                application("kong-cp", {
                    chart: "kong",
                    helm: {
                        values: "env:\n  # Kong Manager password\n  password: kong_admin_password\n",
                        parameters: [{ name: "env.pg_password", value }],
                    },
                }),
            ]),
            "kong-cp: spec.source.helm.values: env.password holds a known default password (Kong Manager's in Kong's hybrid mode guide)",
            "kong-cp: spec.source.helm.parameters[0].value holds a literal where its name says a password",
        );
        finds(
            messages(secrets, [
                application("kong-cp", { chart: "kong", helm: { valuesObject: { env: { pg_password: value } } } }),
            ]),
            "kong-cp: values.env.pg_password holds a literal where its name says a password",
        );
        finds(
            messages(secrets, [application("own", { path: "charts/own", helm: { values: `apiKey: ${value}\n` } })]),
            "own: spec.source.helm.values: apiKey holds a literal where its name says a key",
        );
    });

    it("refuses Grafana's default password of seed 001, also where the chart would bring it along", () => {
        const grafana = (values: Values, more: Values = {}): string[] =>
            messages(secrets, [
                release("kube-prometheus-stack", values, { version: "88.5.3", name: "metrics", ...more }),
            ]);
        finds(
            grafana({ grafana: { adminPassword: "prom-operator" } }),
            "metrics: values.grafana.adminPassword holds a known default password (kube-prometheus-stack's for Grafana)",
        );
        finds(
            grafana({ grafana: { adminPassword: "admin" } }),
            "metrics: values.grafana.adminPassword holds a known default password (Grafana's own)",
        );
        const brought =
            "metrics: grafana.adminPassword is not set, so the chart's known default password is used (kube-prometheus-stack's for Grafana); set grafana.admin.existingSecret";
        finds(grafana({}, { version: "78.5.0" }), brought);
        finds(messages(secrets, [release("prometheus-operator", {}, { name: "metrics" })]), brought);
        finds(grafana({}));
        finds(grafana({ grafana: { enabled: false } }, { version: "78.5.0" }));
        finds(grafana({ grafana: { admin: { existingSecret: "grafana-admin" } } }, { version: "78.5.0" }));
        finds(grafana({}, { version: undefined }));
    });

    it("refuses the webhook of seed 004, wherever it stands", () => {
        const alertmanager = {
            global: { slack_api_url: slack },
            receivers: [{ name: "slack", slack_configs: [{ api_url: slack }] }],
        };
        finds(
            chart({ alertmanager: { config: alertmanager } }),
            "kong-cp: values.alertmanager.config.global.slack_api_url holds a webhook address as a literal",
            "kong-cp: values.alertmanager.config.receivers[0].slack_configs[0].api_url holds a webhook address as a literal",
        );
        finds(
            chart({ slack_api_url: "<slack_webhook_url>" }),
            "kong-cp: values.slack_api_url holds a literal where its name says a webhook address",
        );
        finds(
            map({ "alertmanager.yaml": `global:\n  slack_api_url: ${slack}\n` }),
            'settings: data["alertmanager.yaml"]: global.slack_api_url holds a webhook address as a literal',
        );
        finds(chart({ slack_api_url_file: "/etc/alertmanager/secrets/slack/url" }));
    });

    it("refuses private keys, as they are or encoded", () => {
        finds(map({ "tls.key": pem("EC PRIVATE KEY") }), 'settings: data["tls.key"] holds a private key as a literal');
        finds(
            map({ "tls.key": Buffer.from(pem("PRIVATE KEY")).toString("base64") }),
            'settings: data["tls.key"] holds a private key as a literal',
        );
        finds(map({ "tls.crt": Buffer.from(pem("CERTIFICATE")).toString("base64") }));
    });

    it("refuses a licence, as text or as an object", () => {
        const licence = { license: { payload: { customer: "Example" }, signature: value, version: "1" } };
        finds(map({ license: JSON.stringify(licence) }), "settings: data.license holds a licence as a literal");
        finds(chart(licence), "kong-cp: values.license holds a licence as a literal");
        finds(
            chart({ env: { license_data: value } }),
            "kong-cp: values.env.license_data holds a literal where its name says a licence",
        );
    });

    it("knows tokens and addresses with passwords by their looks", () => {
        finds(
            chart({
                args: [
                    `--key=${"AKIA"}${"A".repeat(16)}`,
                    `postgres://kong:${value}@db:5432/kong`,
                    "postgres://kong:$(PASSWORD)@db/kong",
                    "http://kong:8000/a@b",
                ],
            }),
            "kong-cp: values.args[0] holds a token as a literal",
            "kong-cp: values.args[1] holds an address with a password as a literal",
        );
    });

    it("refuses literals in the environment of containers, of plain objects and of charts", () => {
        const env = [
            { name: "DECK_KONG_ADMIN_TOKEN", value },
            { name: "DECK_KONG_ADDR", value: "http://kong:8001" },
            { name: "B", valueFrom: { secretKeyRef: { name: "b", key: "password" } } },
        ];
        const spec = {
            template: { spec: { containers: [{ name: "sync", env }], initContainers: [{ name: "wait", env }] } },
        };
        finds(
            messages(secrets, [kubernetes("batch/v1", "Job", "deck", { spec })]),
            "deck: spec.template.spec.containers[0].env[0].value holds a literal where its name says a token",
            "deck: spec.template.spec.initContainers[0].env[0].value holds a literal where its name says a token",
        );
        finds(
            chart({
                extraEnv: [
                    { name: "PGPASSWORD", value: "x" },
                    { name: "PASSWORD_MIN_LENGTH", value: "8" },
                ],
            }),
            "kong-cp: values.extraEnv[0].value holds a literal where its name says a password",
        );
    });

    it("refuses them in lines of settings, in plugins and in what consumers log in with", () => {
        finds(
            map({ "a.yaml": `a: 1\n---\npassword: ${value}\n` }),
            'settings: data["a.yaml"]: password holds a literal where its name says a password',
        );
        finds(
            map({ "grafana.ini": `[security]\nadmin_password = ${value}\n` }),
            'settings: data["grafana.ini"]: admin_password holds a literal where its name says a password',
        );
        finds(
            messages(secrets, [
                deckFile({
                    consumers: [
                        {
                            username: "a",
                            keyauth_credentials: [{ key: value }],
                            jwt_secrets: [{ key: "id", secret: value }],
                            basicauth_credentials: [{ username: "a", password: value }],
                        },
                    ],
                    plugins: [{ name: "opentelemetry", config: { headers: { "X-Api-Key": value } } }],
                }),
            ]),
            'deck: data["kong.yaml"]: consumers[0].keyauth_credentials[0].key holds a literal where its name says a key',
            'deck: data["kong.yaml"]: consumers[0].jwt_secrets[0].secret holds a literal where its name says a secret',
            'deck: data["kong.yaml"]: consumers[0].basicauth_credentials[0].password holds a literal where its name says a password',
            'deck: data["kong.yaml"]: plugins[0].config.headers.X-Api-Key holds a literal where its name says a key',
        );
    });

    it("refuses passwords by name, and numbers as passwords", () => {
        finds(
            chart({ global: { password: { mysql: value } }, redis: { password: 1234 } }),
            "kong-cp: values.global.password.mysql holds a literal where its name says a password",
            "kong-cp: values.redis.password holds a password as a literal",
        );
    });

    it("never shows what it found", () => {
        const all = [
            ...chart({
                password: value,
                env: { token: value, url: `https://a:${value}@b/` },
                license: { payload: {}, signature: value },
            }),
            ...map({ a: `password: ${value}`, b: `x\npassword=${value}\n`, c: slack, d: pem("PRIVATE KEY") }),
            ...chart({ a: { password: "demo123" }, b: { password: "admin" }, c: { password: "prom-operator" } }),
        ];
        assert.ok(all.length > 8);
        for (const message of all) {
            assert.ok(
                ![value, slack, "T000", "MIIabc", "demo123", "prom-operator"].some((shown) => message.includes(shown)),
                message,
            );
        }
    });

    it("says nothing of unknown and of hidden values", () => {
        finds(chart({ env: { pg_password: "[unknown]", token: "[secret]" } }));
        finds(messages(secrets, [release("kong", "[unknown]" as unknown as Values)]));
        finds(map({ "kong.yaml": "[unknown]" }));
    });

    it("is loosened and tightened by configuration", () => {
        const resources = [
            release("kong", { env: { pg_password: value, x: "letmein", password: "letmein" } }, { name: "kong-cp" }),
        ];
        finds(
            messages(secrets, resources, { allowed: ["kong-cp: values.env.pg_password"], knownPasswords: ["letmein"] }),
            "kong-cp: values.env.password holds a known default password",
        );
    });
});
