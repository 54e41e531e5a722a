import assert from "node:assert/strict";
import { secrets } from "../../../../policy/rules/secrets/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { deckFile, kubernetes, messages, seen, seenOf } from "../../helpers";
import { chart, finds, map, pem, value } from "./made";

describe("policy secrets, where there is none", () => {
    it("passes names of Secrets, and what only sounds like a secret", () => {
        finds(
            chart({
                env: {
                    pg_password: { valueFrom: { secretKeyRef: { name: "kong-database", key: "password" } } },
                    cluster_cert_key: "/etc/secrets/kong-cluster-cert/tls.key",
                    pg_user: "kong",
                },
                admin: { existingSecret: "grafana-admin", userKey: "admin-user", passwordKey: "admin-password" },
                enterprise: {
                    license_secret: "kong-enterprise-license",
                    rbac: { session_conf_secret: "kong-session-config", admin_gui_auth: "basic-auth" },
                },
                secretVolumes: ["kong-cluster-cert"],
                podAnnotations: { "checksum/secret": "0a1b2c" },
                grafana: { "grafana.ini": { security: { admin_password: "$__file{/etc/grafana/password}" } } },
                volumes: [{ name: "x", secret: { secretName: "x" } }],
                auth: { secret: "kong-auth", key: "token" },
                s3: { secretKey: "secret-key", secretName: "s3" },
                automountServiceAccountToken: false,
                bearer_token_file: "/var/run/token",
                token_url: "https://login.example.com/token",
                password: "",
                passwordPolicy: "strong",
                max_tokens: 5,
                extra: [
                    { name: "API_TOKEN", value: "$(TOKEN)" },
                    { name: "DB_PASSWORD", value: "${DB_PASSWORD}" },
                ],
                nameOverride: "prom-operator",
                adminUser: "admin",
            }),
        );
        finds(
            map({ "ca.crt": pem("CERTIFICATE"), "app.env": "PASSWORD_FILE=/run/password\nDB_PASSWORD=$DB_PASSWORD\n" }),
        );
        finds(
            messages(secrets, [
                deckFile({
                    plugins: [{ name: "key-auth", config: { key_names: ["apikey"], hide_credentials: true } }],
                }),
            ]),
        );
    });

    it("passes what is sealed for a controller alone, but not what stands open beside it", () => {
        const sealed = (template: object): ReturnType<typeof kubernetes> =>
            kubernetes("bitnami.com/v1alpha1", "SealedSecret", "db", {
                spec: { encryptedData: { password: "AgBy3i4OJSWKPiTySYZZA9rO43cGDEq", token: "AgCd" }, template },
            });
        finds(messages(secrets, [sealed({ type: "Opaque" })]));
        finds(
            messages(secrets, [sealed({ data: { password: value } })]),
            "db: spec.template.data.password holds a literal where its name says a password",
        );
    });

    it("tells the name of a Secret from a secret under the key secret", () => {
        for (const name of [
            "my-tls-secret",
            "wildcard-cert",
            "oauth2-credentials",
            "kong-auth",
            "registry.pull-secret",
        ]) {
            finds(chart({ tls: { secret: name } }));
        }
        for (const text of ["hunter2hunter2", "s3cr3t-P4ss", "correct-horse-battery", "tls"]) {
            finds(
                chart({ tls: { secret: text } }),
                "kong-cp: values.tls.secret holds a literal where its name says a secret",
            );
        }
        finds(
            map({
                "kong.yaml":
                    "_format_version: '3.0'\nconsumers: [{ username: a, jwt_secrets: [{ key: k, secret: my-tls-secret }] }]",
            }),
            'settings: data["kong.yaml"]: consumers[0].jwt_secrets[0].secret holds a literal where its name says a secret',
        );
    });

    it("does not look into Secrets, nor at what is not Kubernetes'", () => {
        finds(
            messages(secrets, [
                kubernetes("core/v1", "Secret", "s", { stringData: { password: value } }),
                seen("random:index/randomPassword:RandomPassword", "p", { password: value }),
            ]),
        );
    });

    it("finds nothing in our own stacks", async () => {
        for (const stack of Object.keys(stackFiles)) {
            assert.deepEqual(messages(secrets, seenOf(await planOf(stack))), [], stack);
        }
    });
});
