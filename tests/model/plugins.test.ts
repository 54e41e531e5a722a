import assert from "node:assert/strict";
import { type Field, type Fields, type PluginSchema, pluginSchemas } from "../../model/plugins";
import { fieldProblems } from "../../policy/rules/pluginSettings/fields";
import { schemaOfPlugin } from "../../settings/schema/plugins";

/** A value that a field takes, and some that it does not. */
function examples(field: Field): { right: unknown; wrong: unknown[] } {
    switch (field.type) {
        case "string":
            return {
                right: field.oneOf?.[0] ?? "/tmp/a",
                wrong: [1, "", ...(field.oneOf || field.match ? ["%"] : [])],
            };
        case "url":
            return { right: "http://a:4318/b", wrong: ["a", 1] };
        case "boolean":
            return { right: true, wrong: ["yes", 1] };
        case "number":
        case "integer": {
            const { min, max, oneOf, type } = field;
            const outside = [min !== undefined && min - 1, max !== undefined && max + 1, oneOf && 7];
            const numbers = outside.filter((value) => typeof value === "number");
            return { right: oneOf?.[0] ?? min ?? 1, wrong: ["a", ...numbers, ...(type === "integer" ? [1.5] : [])] };
        }
        case "list":
            return { right: [field.oneOf?.[0] ?? "a"], wrong: ["a", [1], [""], ...(field.oneOf ? [["%"]] : [])] };
        case "map":
            return { right: { a: "b" }, wrong: ["a", { a: 1 }, { a: "" }, { "": "a" }] };
        case "record": {
            const wrong = [...configs(field.fields, "wrong")].map(({ config }) => config);
            const right = Object.fromEntries(
                Object.entries(field.fields).map(([key, one]) => [key, examples(one).right]),
            );
            return { right, wrong: ["a", { unknown: 1 }, ...wrong, ...(field.required ?? []).map(() => ({}))] };
        }
    }
}

/** A `config` of one field each. */
function* configs(
    fields: Fields,
    which: "right" | "wrong",
): Generator<{ key: string; config: Record<string, unknown> }> {
    for (const [key, field] of Object.entries(fields)) {
        const { right, wrong } = examples(field);
        yield* (which === "right" ? [right] : wrong).map((value) => ({ key, config: { [key]: value } }));
    }
}

describe("plugin fields", () => {
    for (const [name, schema] of Object.entries<PluginSchema>(pluginSchemas)) {
        const answers = (config: Record<string, unknown>): { settings: boolean; policy: boolean } => ({
            settings: schemaOfPlugin({ name }).safeParse({ name, config }).success,
            policy: fieldProblems(config, schema, [], "3").length === 0,
        });

        it(`of ${name} are taken by settings and policy where Kong takes them`, () => {
            for (const { config } of configs(schema.fields, "right")) {
                assert.deepEqual(answers(config), { settings: true, policy: true }, JSON.stringify(config));
            }
        });

        it(`of ${name} are refused by both where Kong refuses them`, () => {
            const wrong = [...configs(schema.fields, "wrong"), { config: { unknown: 1 } }];
            assert.ok(wrong.length > Object.keys(schema.fields).length);
            for (const { config } of wrong) {
                assert.deepEqual(answers(config), { settings: false, policy: false }, JSON.stringify(config));
            }
        });

        it(`of ${name} replace each deprecated one, and are none themselves`, () => {
            for (const [old, replacement] of Object.entries(schema.deprecated ?? {})) {
                assert.ok(!(old in schema.fields), old);
                assert.ok((replacement.split(".")[0] ?? "") in schema.fields, replacement);
                assert.deepEqual(answers({ [old]: 1 }), { settings: false, policy: false });
            }
        });
    }
});
