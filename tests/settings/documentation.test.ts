import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { chartNames } from "../../charts";
import { validateSettings } from "../../settings/validate";
import { credentials, schema, type SettingKey, secrets } from "../../settings/schema";
import { groups } from "../../tools/docs/configuration";
import { declarations } from "../../tools/docs/declarations";
import { staleFiles } from "../../tools/docs/main";
import { root } from "../../tools/plan/evaluate";
import { lines } from "./helpers";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

describe("documentation of the settings", () => {
    it("is as the code says", () => {
        assert.deepEqual(
            staleFiles().map(([file]) => file),
            [],
            "run `npm run docs`",
        );
    });

    it("declares every key in Pulumi.yaml", () => {
        const { config } = parse(read("Pulumi.yaml")) as { config: unknown };
        assert.deepEqual(config, declarations());
    });

    it("declares nothing as required, so that all problems come at once", () => {
        for (const [key, declaration] of Object.entries(declarations())) {
            assert.notEqual(declaration.default, undefined, key);
        }
    });

    it("lets every chart be overridden", () => {
        assert.deepEqual(Object.keys(schema.chartOverrides.shape), chartNames);
    });

    it("explains each key in one group", () => {
        assert.deepEqual(groups.flatMap(({ keys }) => keys).sort(), Object.keys(schema).sort());
    });

    describe("examples", () => {
        const examples = readdirSync(path.join(root, "docs", "examples"));
        const configOf = (name: string): Record<string, unknown> => {
            const { config } = parse(read(`docs/examples/${name}.yaml`)) as { config: Record<string, unknown> };
            return config;
        };

        const named = groups.flatMap(({ name, kinds = [] }) => [name, ...kinds.map((kind) => kind.name)]);
        const problemsIn = (name: string): string[] => {
            const given = Object.entries(configOf(name)).filter(([key]) => key !== "aws:region");
            const values = new Map<string, unknown>([
                ["cluster", { kind: "kubeconfig", loadBalancers: "eks-auto-mode" }],
                ...given.map(([key, value]): [string, unknown] => [key.split(":")[1]!, value]),
                ["slackWebhookUrl", "https://hooks.example.com"],
                ...(name === "alerts"
                    ? [["credentials", { slack: "https://hooks.example.com" }] as [string, unknown]]
                    : []),
            ]);
            const texts = [...values].map(([key, value]): [SettingKey, string] => [
                key as SettingKey,
                typeof value === "string" ? value : JSON.stringify(value),
            ]);
            const { problems } = validateSettings({
                project: "p",
                stack: "dev",
                values: new Map<string, string>(texts),
                awsRegion: "eu-central-1",
            });
            return lines(problems);
        };

        it("are those of the groups, and one for the secrets", () => {
            assert.deepEqual(examples.sort(), [...named.map((name) => `${name}.yaml`), "secrets.yaml"].sort());
            assert.ok(
                Object.keys(configOf("secrets")).every((key) => key.split(":")[1]! in { ...secrets, credentials }),
            );
        });

        for (const { name, keys } of groups) {
            it(`set every key of their group, and are right: ${name}`, () => {
                const given = Object.entries(configOf(name)).filter(([key]) => key !== "aws:region");
                const [mine, all] = [given.map(([key]) => key), keys.map((key) => `kong-observability:${key}`)];
                assert.deepEqual(mine, all);
                assert.deepEqual(problemsIn(name), []);
            });
        }

        for (const { keys, kinds = [] } of groups) {
            for (const { name } of kinds) {
                it(`of other kinds set keys of their group alone, and are right: ${name}`, () => {
                    const given = Object.keys(configOf(name)).filter((key) => key !== "aws:region");
                    const allowed = keys.map((key) => `kong-observability:${key}`);
                    assert.deepEqual(
                        given.filter((key) => !allowed.includes(key)),
                        [],
                    );
                    assert.ok(given.length > 0);
                    assert.deepEqual(problemsIn(name), []);
                });
            }
        }
    });
});
