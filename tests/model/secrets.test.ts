import assert from "node:assert/strict";
import fc from "fast-check";
import { hidden, hiding } from "../../model/secrets/hide";
import { masked, secretsIn } from "../../model/secrets/mask";
import type { Values } from "../../model/values";
import { anyPlanting, givesAway, planted, plantings, withPlanting } from "./planted";

const value = planted;

/** What is no secret, or only refers to one. */
const harmless: Record<string, unknown> = {
    "names of Secrets": {
        existingSecret: "grafana-admin",
        secretName: "x",
        license_secret: "kong",
        secret: { secretName: "x" },
        imagePullSecrets: ["a"],
    },
    "keys of Secrets": {
        passwordKey: "admin-password",
        secretName: "s3",
        userKey: "admin-user",
        secretKey: "secret-key",
    },
    references: {
        pg_password: { valueFrom: { secretKeyRef: { name: "kong-database", key: "password" } } },
        token: "{vault://env/token}",
    },
    variables: [
        { name: "API_TOKEN", value: "$(TOKEN)" },
        { name: "DB_PASSWORD", value: "${DB_PASSWORD}" },
        { name: "PW", value: "$PASSWORD" },
    ],
    templates: { password: "{{ .Values.password }}", headers: { Authorization: "Bearer ${env:TOKEN}" } },
    files: {
        password_file: "/run/password",
        admin_password: "$__file{/etc/grafana/password}",
        cluster_cert_key: "/etc/secrets/tls.key",
    },
    checksums: { annotations: { "checksum/secret": "0a1b2c", "checksum/password": "0a1b2c" } },
    switches: {
        automountServiceAccountToken: false,
        token: "true",
        httpTokens: "required",
        auth_enabled: false,
        max_tokens: 5,
    },
    addresses: {
        token_url: "https://login.example.com/token",
        url: "http://kong:8000/a@b",
        ssh: "git@github.com:a/b",
        mail: "mailto:a@b.example",
    },
    images: { image: "docker.io/kong:3.9@sha256:0a1b", tag: "3.9@sha256:0a1b" },
    "a webhook in the cluster": { webhook_url: "http://teams.monitoring.svc:2000/alert" },
    "headers that hold none": { headers: { "Content-Type": "application/json", "X-Scope-OrgID": "tenant-1" } },
    "headers of routes": { paths: ["/a"], headers: { "x-version": ["v2"] } },
    "matches of routes": { matches: [{ headers: [{ name: "version", value: "two" }] }] },
    "names of headers": { exposed_headers: ["X-Auth-Token"], key_names: ["apikey"] },
    "names of licences": { license: "Apache-2.0" },
    certificates: { "ca.crt": "-----BEGIN CERTIFICATE-----\nMIIabc\n-----END CERTIFICATE-----\n", key: "ca.crt" },
    documents:
        "a: 1 # the password is in the Secret\nb:\n  - name: API_TOKEN\n    valueFrom: {secretKeyRef: {name: x, key: token}}\n",
    prose: "Basic authentication asks for a password; the token is in a Secret",
    keys: {
        encryptionKey: "arn:aws:kms:eu-central-1:123456789012:key/x",
        topologyKey: "kubernetes.io/hostname",
        privateKeyPem: "[secret]",
    },
};

describe("what a secret is", () => {
    for (const [what, content] of Object.entries(plantings)) {
        it(`hides: ${what}`, () => {
            assert.ok(
                !givesAway(JSON.stringify(masked({ values: content }))),
                JSON.stringify(masked({ values: content })),
            );
            assert.ok(secretsIn({ values: content }).length > 0);
        });
    }

    for (const [what, content] of Object.entries(harmless)) {
        it(`leaves alone: ${what}`, () => {
            // The very same object: nothing of it was rewritten.
            assert.equal(masked(content), content);
        });
    }

    it("hides a secret wherever it stands, and keeps the form of what is around it", () => {
        fc.assert(
            fc.property(withPlanting, (content) => {
                const shown = masked(content);
                assert.ok(!givesAway(JSON.stringify(shown)), JSON.stringify(shown));
                assert.deepEqual(masked(shown), shown, "what is hidden stays as it is");
            }),
            { numRuns: 500 },
        );
    });

    it("hides no more than the secret", () => {
        const content = {
            url: `http://user:${value}@host:80/a?b=c`,
            env: [
                { name: "API_TOKEN", value },
                { name: "LEVEL", value: "info" },
            ],
        };
        assert.deepEqual(masked(content), {
            url: "http://[secret]@host:80/a?b=c",
            env: [
                { name: "API_TOKEN", value: "[secret]" },
                { name: "LEVEL", value: "info" },
            ],
        });
        assert.equal(masked(`a:\n  b: 1\n  password: ${value}\n`), 'a:\n  b: 1\n  password: "[secret]"\n');
        assert.equal(masked(`[a]\npassword = ${value}\nlevel = info\n`), "[a]\npassword = [secret]\nlevel = info\n");
        assert.equal(masked(`{\n  "token": "${value}",\n  "a": 1\n}`), '{\n  "token": "[secret]",\n  "a": 1\n}');
    });

    it("keeps known secrets out of what others write, however they quote it", () => {
        fc.assert(
            fc.property(
                anyPlanting,
                fc.constantFrom('got "%"; allowed: 1', "cannot parse %: no", "error at line 3:\n  %\n"),
                ([, content], frame) => {
                    const hide = hiding(secretsIn({ values: content } as Values));
                    const quoted = typeof content === "string" ? content : JSON.stringify(content);
                    for (const text of [quoted, JSON.stringify(quoted), value]) {
                        const said = hide(frame.replace("%", () => text));
                        assert.ok(
                            !said.includes(value) || !secretsIn({ values: content } as Values).includes(value),
                            said,
                        );
                    }
                },
            ),
        );
        const short = hiding(["abc", "secret"]);
        assert.equal(short('got "abc"; allowed: a secret'), 'got "[secret]"; allowed: a secret');
        assert.equal(hidden(`refused http://a:${value}@b/c`), "refused http://[secret]@b/c");
    });

    it("shows nothing of what is nested too deep, or longer than an object holds", () => {
        const nested = Array.from({ length: 1000 }).reduce<unknown>((inner) => ({ a: inner }), { password: value });
        assert.ok(!givesAway(JSON.stringify(masked(nested))));
        assert.equal(
            masked({ a: `${"x".repeat(2 ** 21)}${value}` }).a,
            `[${2 ** 21 + value.length} characters, not shown]`,
        );
    });
});

describe("the time that it takes to look for secrets", () => {
    const units = [
        "a",
        "a-",
        "a.a.",
        "://",
        '"license":{',
        "eyJ-",
        "password=",
        "?a=",
        "{",
        "[",
        "- ",
        " ",
        "\n",
        "a: b\n",
        "-----BEGIN ",
        "LS0tLS1CRUdJTi",
        "http://a:",
        "@",
        "a,a:",
        "#",
        "\\",
        '"',
        "$(",
        "--token ",
        "Bearer ",
        "k: [\n",
        "a: |\n ",
        "'",
    ];
    const cost = (text: string): number => {
        const { user } = process.cpuUsage();
        masked({ "a.yaml": text });
        hidden(text);
        return (process.cpuUsage().user - user) / 1000;
    };

    for (const unit of units) {
        it(`grows no faster than a text of ${JSON.stringify(unit)}`, () => {
            // A limit that only a pattern which reads a text again and again can pass: 256 KiB squared are minutes.
            assert.ok(cost(unit.repeat(2 ** 18 / unit.length)) < 10_000);
        });
    }
});
