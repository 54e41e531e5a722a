import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { judge } from "../../policy/judge";
import { copyInputs } from "../../policy/library/resource";
import { homepage } from "../../package.json";
import { policies } from "../../policy/policies";
import { rules } from "../../policy/rules";
import { policiesPage } from "../../tools/docs/policies";
import { root } from "../../tools/plan/evaluate";
import { release } from "./helpers";

describe("the policy pack", () => {
    it("has every rule of its folder in its list, once", () => {
        const files = readdirSync(path.join(root, "policy/rules")).filter((file) => file !== "index.ts");
        assert.equal(rules.length, files.length);
        assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
    });

    for (const rule of rules) {
        it(`says of ${rule.name} what it holds, how bad it is, and what to do`, () => {
            assert.match(rule.name, /^[a-z]+(-[a-z]+)*$/);
            assert.ok(rule.description.length > 40 && rule.remediationSteps.length > 30);
            assert.match(rule.severity, /^(low|medium|high|critical)$/);
            assert.match(rule.enforcementLevel, /^(advisory|mandatory)$/);
            for (const [key, schema] of Object.entries(rule.config)) {
                assert.ok(schema.description.length > 10, key);
                assert.notEqual(schema.default, undefined, key);
            }
        });

        it(`has tests of ${rule.name}`, () => {
            const file = rule.name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
            const tests = readdirSync(path.join(root, "tests/policy"), { recursive: true, encoding: "utf8" })
                .filter((test) => test.endsWith(".test.ts"))
                .map((test) => readFileSync(path.join(root, "tests/policy", test), "utf8"));
            assert.ok(
                tests.some((text) => text.includes(`policy/rules/${file}/rule"`)),
                file,
            );
        });
    }

    it("is documented as it is", () => {
        assert.equal(readFileSync(path.join(root, "docs/policies.md"), "utf8"), policiesPage(), "run `npm run docs`");
    });

    it("gives the SDK one policy for each rule, which points at its documentation, and one that collects", () => {
        const [inventory, ...others] = policies(rules);
        assert.equal(inventory?.name, "inventory");
        assert.deepEqual(
            others.map(({ name, url }) => [name, url]),
            rules.map(({ name }) => [name, `${homepage}/blob/main/docs/policies.md#${name}`]),
        );
    });

    it("knows nothing of components or settings", () => {
        const files = readdirSync(path.join(root, "policy"), { recursive: true })
            .map(String)
            .filter((file) => file.endsWith(".ts"));
        assert.ok(files.length > 20);
        for (const file of files) {
            assert.doesNotMatch(
                readFileSync(path.join(root, "policy", file), "utf8"),
                /from "(\.\.\/)+(components|settings|tools|index)/,
                file,
            );
        }
    });

    it("takes levels from the configuration: a word, an object, or all at once", () => {
        const resources = [release("kong", { image: { repository: "docker.io/library/kong", tag: "latest" } })];
        const levelsOf = (config: Parameters<typeof judge>[2]): string[] => [
            ...new Set(
                judge(rules, resources, config)
                    .filter(({ policy }) => policy === "pins")
                    .map(({ level }) => level),
            ),
        ];
        assert.deepEqual(levelsOf({}), ["mandatory"]);
        assert.deepEqual(levelsOf({ pins: "advisory" }), ["advisory"]);
        assert.deepEqual(levelsOf({ pins: { enforcementLevel: "advisory" } }), ["advisory"]);
        assert.deepEqual(levelsOf({ all: "advisory" }), ["advisory"]);
        assert.deepEqual(levelsOf({ all: "advisory", pins: "mandatory" }), ["mandatory"]);
        assert.deepEqual(levelsOf({ pins: "disabled" }), []);
    });

    it("copies what the SDK shows leaf by leaf: what is unknown throws there, what is secret is not kept", () => {
        const shown = {
            known: { list: [1, { a: "b" }] },
            get later(): string {
                throw new Error("can't be known during preview");
            },
        };
        assert.deepEqual(copyInputs("kubernetes:core/v1:ConfigMap", shown), {
            known: { list: [1, { a: "b" }] },
            later: "[unknown]",
        });
        assert.deepEqual(
            copyInputs("kubernetes:core/v1:Secret", { metadata: { name: "x" }, stringData: { key: "hunter2" } }),
            { metadata: { name: "x" }, stringData: "[secret]" },
        );
    });
});
