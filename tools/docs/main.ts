import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { parseDocument } from "yaml";
import { runProcess, type Streams } from "../command";
import { root } from "../plan/evaluate";
import { configurationTable, declarations } from "./configuration";
import { policiesPage } from "./policies";

const [begin, end] = ["<!-- configuration: written by `npm run docs` -->", "<!-- end of configuration -->"];

/** The README with its table as the schema says. */
export function withTable(text: string): string {
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) {
        throw new Error(`README.md: the marks "${begin}" and "${end}" are missing`);
    }
    return `${before}${begin}\n\n${configurationTable()}\n\n${end}${after}`;
}

/** Pulumi.yaml with its declarations as the schema says. */
export function withDeclarations(text: string): string {
    const document = parseDocument(text);
    document.set("config", document.createNode(declarations()));
    return document.toString({ lineWidth: 0, indent: 4 });
}

/** Files that are written in whole or in part, by their path in the repository, each as it should be. */
function written(): Record<string, string> {
    return {
        "docs/policies.md": policiesPage(),
        "README.md": withTable(readFileSync(path.join(root, "README.md"), "utf8")),
        "Pulumi.yaml": withDeclarations(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")),
    };
}

/** Writes what the documentation takes from the code; with `--check` says instead which files are not so, and fails. */
export function main(args: string[], { err }: Streams): number {
    const { values } = parseArgs({ args, options: { check: { type: "boolean" }, help: { type: "boolean" } } });
    if (values.help) {
        err("usage: npm run docs -- [--check]\n");
        return 0;
    }
    const stale = Object.entries(written()).filter(
        ([file, text]) => text !== readFileSync(path.join(root, file), "utf8"),
    );
    for (const [file, text] of stale) {
        if (values.check) {
            err(`${file}: not as \`npm run docs\` writes it\n`);
        } else {
            writeFileSync(path.join(root, file), text);
        }
    }
    return values.check && stale.length > 0 ? 1 : 0;
}

if (require.main === module) {
    void runProcess(main);
}
