import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../../tools/plan/evaluate";
import { signalsOf } from "../../tools/verify/signals";
import { besideFiles, exampleFiles, planOf, postFiles, stackFiles } from "../tools/plan/stacks";

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const documents = [
    ...readdirSync(root).filter((file) => file.endsWith(".md")),
    ...["docs", "docs/runbooks", "docs/coming-from"].flatMap((folder) =>
        readdirSync(path.join(root, folder))
            .filter((file) => file.endsWith(".md"))
            .map((file) => `${folder}/${file}`),
    ),
];

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsIn(file: string): string[] {
    const headings = read(file)
        .replaceAll(/^```[\s\S]*?^```/gm, "")
        .matchAll(/^#+ (.*)$/gm);
    return [...headings].map(([, heading]) =>
        heading!
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
            .replaceAll(" ", "-"),
    );
}

/** `a.b.c` of each value that is no object. */
function places(value: unknown, path = ""): string[] {
    return typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => places(inner, path === "" ? key : `${path}.${key}`))
        : [path];
}

/** What the rows explain, each with all that is in it. `<x>` is any name; `.b` after `a.c` is `a.b`. */
function outputsInRows(text: string): RegExp[] {
    return [...text.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = ""]) => {
        const [first = "", ...others] = [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
        const full = others.map((name) => (name.startsWith(".") ? first.replace(/\.[^.]+$/, name) : name));
        return [first, ...full].map(
            (name) => new RegExp(`^${name.replaceAll(".", "\\.").replaceAll(/<[^>]+>/g, "[^.]+")}(\\.|$)`),
        );
    });
}

describe("the documents", () => {
    for (const file of documents) {
        it(`${file} links only to what is there`, () => {
            for (const [, target = ""] of read(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
                const [name = "", anchor] = target.split("#");
                const linked = name === "" ? file : path.join(path.dirname(file), name);
                assert.ok(existsSync(path.join(root, linked)), target);
                assert.ok(anchor === undefined || anchorsIn(linked).includes(anchor), target);
            }
        });
    }

    it("begin with a README that is read in one go and leads to all others", () => {
        const readme = read("README.md");
        assert.ok(readme.trimEnd().split("\n").length <= 170);
        // The page of an alert is linked from the list of all.
        const led = documents.filter((name) => name !== "README.md" && !/^docs\/runbooks\/(?!README)/.test(name));
        for (const file of led) {
            assert.ok(readme.includes(`(${file}`), file);
        }
    });

    it("name in CONTRIBUTING only files and commands that are there", () => {
        const text = read("CONTRIBUTING.md");
        for (const [, file = ""] of text.matchAll(/`((?:[\w.-]+\/)+[\w.*-]*)`/g)) {
            const known = file.replace(/\/?[^/]*(?:NAME|\*).*$/, "");
            assert.ok(existsSync(path.join(root, known)), file);
        }
        const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
        for (const file of documents) {
            for (const [, script = ""] of read(file).matchAll(/npm run (?:--silent )?([a-z][\w:]*)/g)) {
                assert.ok(script in scripts, `${file}: ${script}`);
            }
        }
    });

    it("have a row for each output of a stack, with what is in it, and no row for what no stack has", async function () {
        // It plans every stack.
        this.timeout(240_000);
        const outputs = new Set<string>();
        for (const stack of Object.keys({ ...stackFiles, ...besideFiles, ...exampleFiles, ...postFiles })) {
            places((await planOf(stack)).outputs.values).forEach((output) => outputs.add(output));
        }
        const rows = outputsInRows(read("docs/outputs.md"));
        for (const output of outputs) {
            assert.ok(
                rows.some((row) => row.test(output)),
                output,
            );
        }
        for (const row of rows) {
            assert.ok(
                [...outputs].some((output) => row.test(output)),
                String(row),
            );
        }
    });

    it("have a row for each signal that verify looks for", () => {
        for (const topology of ["hybrid", "ingress-controller", "data-planes"] as const) {
            for (const { name } of signalsOf({ topology, checks: [] })) {
                assert.ok(read("docs/verify.md").includes(`\n| ${name} |`), name);
            }
        }
    });
});
