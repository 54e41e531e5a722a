import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { schema, secrets, type SettingKey } from "../../settings/schema";
import { root } from "../../tools/plan/evaluate";
import { check, valid } from "./helpers";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const stackFiles = [".", "tests/fixtures", "docs/examples", "examples"].flatMap((folder) =>
    readdirSync(path.join(root, folder))
        .filter((name) => (/examples$/.test(folder) ? name.endsWith(".yaml") : /^Pulumi\..+\.yaml$/.test(name)))
        .map((name) => path.join(folder, name)),
);

describe("JSON schema of the stack file", () => {
    // Not every word and format is the validator's: some are for editors.
    const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(
        JSON.parse(read("stack.schema.json")) as object,
    );
    const wrong = (file: unknown): string[] => {
        validate(file);
        return (validate.errors ?? []).map(({ message, ...error }) => `${JSON.stringify(error)} ${message}`);
    };
    const config = (settings: Record<string, unknown>): { config: Record<string, unknown> } => ({ config: settings });
    const prefixed = (name: string, settings: Record<string, unknown>): { config: Record<string, unknown> } =>
        config(Object.fromEntries(Object.entries(settings).map(([key, value]) => [`${name}${key}`, value])));

    for (const file of stackFiles) {
        it(`takes ${file}, which names it`, () => {
            assert.deepEqual(wrong(parse(read(file))), []);
            const [, named = ""] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(read(file)) ?? [];
            assert.equal(path.join(path.dirname(file), named), "stack.schema.json", "the first line");
        });
    }

    const plain = Object.fromEntries(Object.entries(valid).filter(([key]) => key in schema));
    for (const name of ["kong-observability:", "", "shop:"]) {
        it(`takes keys that begin with "${name}", and tells what is wrong in them`, () => {
            assert.deepEqual(wrong(prefixed(name, plain)), []);
            assert.notDeepEqual(wrong(prefixed(name, { ...plain, sample: "perhaps" })), []);
        });
    }

    it("takes what Pulumi writes beside the configuration", () => {
        const secret = { "kong-observability:slackWebhookUrl": { secure: "v1:abc" } };
        assert.deepEqual(wrong({ encryptionsalt: "v1:abc", secretsprovider: "awskms://x", ...config(secret) }), []);
    });

    it("refuses a misspelt key wherever it stands", () => {
        const places: Record<string, unknown>[] = [
            { "kong-observability:klong": {} },
            { clutser: {} },
            { "kong-observability:sampling": { strategy: "head", rat: 0.1 } },
            { "kong-observability:kong": { dataPlanes: [{ name: "kong-dp", replica: 2 }] } },
            { "kong-observability:logs": { retntion: "7d" } },
            { "kong-observability:cluster": { kind: "eks", network: { natGateway: "one" } } },
            { "kong-observability:gateway": { plugins: [{ name: "opentelemetry", config: { sampling: 1 } }] } },
            {
                "kong-observability:gateway": {
                    services: [{ name: "a", url: "http://a", plugins: [{ nam: "cors" }] }],
                },
            },
            { "kong-observability:chartOverrides": { lokki: {} } },
            { "kong-observability:slackWebhookUrl": { secured: "v1:abc" } },
        ];
        for (const place of places) {
            assert.notDeepEqual(wrong(config(place)), [], JSON.stringify(place));
        }
        assert.notDeepEqual(wrong({ confg: {} }), []);
    });

    it("refuses a secret in plain text", () => {
        for (const key of Object.keys(secrets)) {
            assert.notDeepEqual(wrong(config({ [`kong-observability:${key}`]: "plain" })), [], key);
        }
    });

    it("takes numbers as texts, as `pulumi config set --path` writes them", () => {
        const sampling = { strategy: "head", rate: "0.5" };
        assert.deepEqual(wrong(config({ "kong-observability:sampling": sampling })), []);
        assert.deepEqual(check({ sampling }).problems, []);
        assert.notDeepEqual(wrong(config({ "kong-observability:sampling": { rate: "half" } })), []);
        assert.deepEqual(wrong(config({ sample: "true" })), []);
    });

    it("says what each key means, and what it is if left out", () => {
        const { definitions } = JSON.parse(read("stack.schema.json")) as {
            definitions: Record<string, { description?: string; default?: unknown }>;
        };
        for (const key of [...(Object.keys(schema) as SettingKey[]), ...Object.keys(secrets)]) {
            assert.ok(definitions[key]?.description, key);
        }
        assert.deepEqual([definitions.protect?.default, definitions.logs?.default], [false, { chart: "loki" }]);
    });
});
