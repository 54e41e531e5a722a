import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { circlesIn, type Import, importsIn } from "./walls/imports";
import { breaches } from "./walls/walls";

const root = path.resolve(__dirname, "..");
const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
    cwd: root,
    encoding: "utf8",
});
const files = listed.split("\n").filter((file) => file !== "" && existsSync(path.join(root, file)));
const imports = importsIn(new Map(files.map((file) => [file, readFileSync(path.join(root, file), "utf8")])));

/** The imports of made-up files, each importing one other. */
const made = (...pairs: [from: string, to: string][]): Import[] => pairs.map(([from, to]) => ({ from, to }));

describe("the walls between the rooms", () => {
    it("hold", () => {
        assert.ok(imports.length > 1000);
        assert.deepEqual(breaches(imports), []);
    });

    it("leave no circle of imports", () => {
        assert.deepEqual(circlesIn(imports), []);
    });

    it("leave index.ts on one page", () =>
        assert.ok(readFileSync(path.join(root, "index.ts"), "utf8").split("\n").length <= 81));

    const refused: [from: string, to: string][] = [
        ["model/a.ts", "charts/b.ts"],
        ["model/a.ts", "components/shared/b.ts"],
        ["charts/a.ts", "model/b.ts"],
        ["settings/a.ts", "components/release/b.ts"],
        ["settings/a.ts", "policy/library/b.ts"],
        ["components/gateway/a.ts", "settings/b.ts"],
        ["components/gateway/a.ts", "policy/b.ts"],
        ["components/gateway/a.ts", "components/observability/metrics/b.ts"],
        ["components/gateway/a.ts", "components/observability/connect.ts"],
        ["components/gateway/a.ts", "components/b.ts"],
        ["components/gateway/a.ts", "tools/plan/b.ts"],
        ["components/observability/traces/a.ts", "components/observability/metrics/b.ts"],
        ["components/observability/shared/a.ts", "components/observability/logs/b.ts"],
        ["components/observability/logs/a.ts", "components/observability/connect.ts"],
        ["components/observability/connect.ts", "components/gateway/contract.ts"],
        ["components/observability/metrics/a.ts", "components/gateway/watch/b.ts"],
        ["components/cluster/a.ts", "components/gateway/contract.ts"],
        ["components/gateway/watch/a.ts", "components/observability/shared/b.ts"],
        ["components/gateway/watch/a.ts", "components/gateway/probes/b.ts"],
        ["components/gateway/nodes/a.ts", "components/gateway/plugins/b.ts"],
        ["components/gateway/hybrid/a.ts", "components/gateway/ingressController/b.ts"],
        ["components/gateway/configuration/a.ts", "components/gateway/connect.ts"],
        ["components/shared/a.ts", "components/release/b.ts"],
        ["components/release/a.ts", "components/gateway/contract.ts"],
        ["components/a.ts", "components/gateway/hybrid/b.ts"],
        ["policy/rules/a.ts", "settings/b.ts"],
        ["policy/rules/a.ts", "components/release/b.ts"],
        ["policy/rules/a.ts", "tools/plan/b.ts"],
        ["package/index.ts", "settings/load.ts"],
        ["index.ts", "package/index.ts"],
        ["index.ts", "policy/index.ts"],
        ["index.ts", "tools/plan/b.ts"],
        ["elsewhere/a.ts", "model/b.ts"],
    ];
    refused.forEach((pair) =>
        it(`stand between ${pair.join(" and ")}`, () => assert.deepEqual(breaches(made(pair)), [pair.join(" → ")])),
    );

    it("have doors", () => {
        const allowed = made(
            ["settings/a.ts", "model/b.ts"],
            ["settings/a.ts", "charts/index.ts"],
            ["policy/rules/x/rule.ts", "policy/library/b.ts"],
            ["policy/library/a.ts", "charts/index.ts"],
            ["components/gateway/hybrid/a.ts", "components/gateway/nodes/b.ts"],
            ["components/observability/traces/a.ts", "components/observability/shared/b.ts"],
            ["components/observability/traces/a.ts", "components/observability/traces/deep/b.ts"],
            ["components/observability/connect.ts", "components/observability/traces/b.ts"],
            ["components/gateway/a.ts", "components/release/guard/b.ts"],
            ["components/gateway/a.ts", "components/cluster/connection.ts"],
            ["components/release/a.ts", "components/shared/b.ts"],
            ["package/index.ts", "components/gateway/hybrid/dataPlane.ts"],
            ["index.ts", "components/gateway/connect.ts"],
            ["tools/a.ts", "policy/rules/index.ts"],
            ["tests/a.ts", "tools/plan/b.ts"],
        );
        assert.deepEqual(breaches(allowed), []);
    });
});

describe("the imports of a file", () => {
    const targets = (text: string): string[] =>
        importsIn(new Map([["a/one.ts", text], ["b/two.ts", ""], ["b/index.ts", ""]])).map(({ to }) => to); // prettier-ignore

    const written: Record<string, string> = {
        plain: 'import { x } from "../b/two";',
        "of types only": 'import type { X } from "../b/two";',
        "with one type": 'import { type X } from "../b/two";',
        "for what it does": 'import "../b/two";',
        lazy: 'const x = async () => (await import("../b/two")).x;',
        "inside a type": 'let x: import("../b/two").X;',
        required: 'const x = require("../b/two");',
        "required by its alias": 'import x = require("../b/two");',
        resolved: 'const x = require.resolve("../b/two");',
        "handed on": 'export { x } from "../b/two";',
        "handed on whole": 'export * from "../b/two";',
        "handed on as types": 'export type { X } from "../b/two";',
        "over several lines": 'import {\n    x,\n} from "../b/two";',
    };
    Object.entries(written).forEach(([how, text]) =>
        it(`are seen ${how}`, () => assert.deepEqual(targets(text), ["b/two.ts"])),
    );

    it("lead to a folder's index, and not to packages or texts that look like imports", () => {
        assert.deepEqual(targets('import { x } from "../b";'), ["b/index.ts"]);
        assert.deepEqual(targets('import ts from "typescript"; const x = \'import "../b/two"\'; // import "../b"'), []);
    });
});

describe("a circle of imports", () => {
    it("is found once, however long, and whoever leads to it", () => {
        const circle = made(["b.ts", "c.ts"], ["c.ts", "a.ts"], ["a.ts", "b.ts"], ["z.ts", "b.ts"], ["a.ts", "d.ts"]);
        assert.deepEqual(circlesIn(circle), ["a.ts → b.ts → c.ts → a.ts"]);
        assert.deepEqual(circlesIn(made(["a.ts", "a.ts"])), ["a.ts → a.ts"]);
    });

    it("is none where two ways lead to one file", () => {
        assert.deepEqual(circlesIn(made(["a.ts", "b.ts"], ["a.ts", "c.ts"], ["b.ts", "d.ts"], ["c.ts", "d.ts"])), []);
    });

    it("is found through imports of types alone", () => {
        const pair = new Map([
            ["a.ts", 'import type { B } from "./b";'],
            ["b.ts", 'import type { A } from "./a";'],
        ]);
        assert.deepEqual(circlesIn(importsIn(pair)), ["a.ts → b.ts → a.ts"]);
    });
});
