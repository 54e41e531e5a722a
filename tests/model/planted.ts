import assert from "node:assert/strict";
import fc from "fast-check";

/** What stands for a secret in tests: nothing else is called so, and no part of it is a word. */
export const planted = "hunter2-Xy9Zq7";

// Put together here, so that scanners of this repository find nothing.
const slack = ["https://hooks.slack.com", "services", "T000", "B000", planted].join("/");
const pem = `-----BEGIN PRIVATE KEY-----\n${planted}\n-----END PRIVATE KEY-----\n`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** A secret as people write one among values: each of these must be hidden wherever it stands. */
export const plantings: Record<string, unknown> = {
    password: { password: planted },
    "password, misspelt": { redis: { pasword: planted } },
    "password, its letters swapped": { passwrod: planted },
    "database password": { pg_password: planted, user: "kong" },
    "password by user": { password: { root: planted, kong: planted } },
    "Slack's address": { slack_api_url: slack },
    "Slack's address under any key": { anything: slack },
    "PagerDuty's key": { routing_key: planted },
    "PagerDuty's older key": { service_key: planted },
    "OAuth client": { client_secret: planted, client_id: "kong" },
    "address with a password": { url: `http://user:${planted}@host.example.com:80/path` },
    "address with a password, in a list": [`https://user:${planted}@host`],
    "malformed address with a password": { url: `http://user:pa/${planted}@@host:x` },
    "login without a scheme": { dsn: `kong:${planted}@tcp(db:5432)/kong` },
    "token in an address": { url: `https://api.example.com/hook?access_token=${planted}&a=b` },
    "licence as a text": { text: JSON.stringify({ license: { payload: { customer: planted }, signature: planted } }) },
    "licence as an object": { anything: { payload: { customer: "x" }, signature: planted } },
    authorization: { headers: { Authorization: `Bearer ${planted}` } },
    "authorization by value": { authorization: { value: planted } },
    "another header": { headers: { "X-Custom-Team": planted } },
    "headers by name and value": { headers: [{ name: "X-Custom", value: planted }] },
    "header that a plugin adds": { add: { headers: [`X-Custom:${planted}`] } },
    "environment by name": [{ name: "API_TOKEN", value: planted }],
    "environment as a text": `- name: sidecar\n  env:\n    - name: API_TOKEN\n      value: ${planted}\n`,
    "environment in a template": `{{- if .Values.on }}\nenv:\n  API_TOKEN: ${planted}\n{{- end }}\n`,
    "environment file": `# settings\nLEVEL=info\nAPI_TOKEN=${planted}\n`,
    "ini file": `[security]\nadmin_password = ${planted}\n`,
    "comment in a document": `a: 1\n# password: ${planted}\nb: 2\n`,
    "option and its value": ["--token", planted],
    "option with its value": [`--password=${planted}`],
    "command line": `PGPASSWORD=${planted} psql -h db`,
    "header in a command line": `curl -H "Authorization: Bearer ${planted}" http://kong:8001`,
    "JSON in a text": `{"a": {"client_secret": "${planted}"}}`,
    "YAML in JSON in YAML": `x: |\n  {"y": "password: ${planted}\\n"}\nz: 1\n`,
    "private key": { "tls.key": pem },
    "private key, encoded": { "tls.key": base64(`-----BEGIN PRIVATE KEY-----\n${planted}-----END`) },
    "Secret among values": {
        kind: "Secret",
        apiVersion: "v1",
        stringData: { anything: planted },
        data: { more: base64(planted) },
    },
    "Grafana's secure settings": { secureJsonData: { httpHeaderValue1: planted } },
    "key of a consumer": { keyauth_credentials: [{ key: planted }], jwt_secrets: [{ key: "id", secret: planted }] },
    "several tokens": { tokens: [planted, planted] },
    "default in a variable": { password: `\${PASSWORD:-${planted}}` },
};

/** The secret, or so much of one that it is given away. */
export function givesAway(text: string): boolean {
    return text.includes("Xy9Zq7") || text.includes(base64(planted).slice(2, -2));
}

export const anyPlanting = fc.constantFrom(...Object.entries(plantings));

/** Something with a secret at some place in it. */
export const withPlanting = fc.letrec<{ any: unknown; object: unknown; list: unknown }>((tie) => ({
    any: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        anyPlanting.map(([, value]) => value),
        tie("object"),
        tie("list"),
    ),
    object: fc
        .tuple(
            tie("any"),
            fc.constantFrom("values", "env", "config", "extra", "a.yaml", "spec"),
            fc.dictionary(fc.constantFrom("x", "y"), fc.jsonValue()),
        )
        .map(([value, key, more]) => ({ ...more, [key]: value })),
    list: fc.tuple(tie("any"), fc.array(fc.jsonValue(), { maxLength: 2 })).map(([value, more]) => [...more, value]),
})).any;

/** Escape sequences of terminals and marks that turn the direction of writing or have no width. */
export const unfit = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
export const hostile = "\u001b[2J\u001b]0;title\u0007\u009b31m\u202egnp.exe\u2066\u200b\u200f\ufeff";

/** Holds that a text gives no secret away, and has no character that a terminal obeys. */
export function clean(text: string): void {
    assert.ok(!givesAway(text), text.slice(Math.max(0, text.indexOf("Xy9Zq7") - 200), text.indexOf("Xy9Zq7") + 100));
    assert.ok(!unfit.test(text), JSON.stringify(unfit.exec(text)));
}
