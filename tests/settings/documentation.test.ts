import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { chartNames } from "../../components/release/catalog";
import { schema } from "../../settings/schema/schema";
import { declarations } from "../../tools/docs/configuration";
import { withDeclarations, withTable } from "../../tools/docs/main";
import { root } from "../../tools/plan/evaluate";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

describe("documentation of the settings", () => {
    it("is what the schema says: Pulumi.yaml", () => {
        const { config } = parse(read("Pulumi.yaml")) as { config: unknown };
        assert.deepEqual(config, declarations());
        assert.equal(withDeclarations(read("Pulumi.yaml")), read("Pulumi.yaml"), "run `npm run docs`");
    });

    it("is what the schema says: the README's table", () => {
        assert.equal(withTable(read("README.md")), read("README.md"), "run `npm run docs`");
    });

    it("declares nothing as required, so that all problems come at once", () => {
        for (const [key, declaration] of Object.entries(declarations())) {
            assert.notEqual(declaration.default, undefined, key);
        }
    });

    it("lets every chart be overridden", () => {
        assert.deepEqual(Object.keys(schema.chartOverrides.shape), chartNames);
    });
});
