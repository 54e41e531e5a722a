import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { parseDocument } from "yaml";
import { runProcess, type Streams } from "../command";
import { root } from "../plan/evaluate";
import { configurationPage } from "./configuration";
import { runbooksPage } from "./alerts";
import { declarations } from "./declarations";
import { policiesPage } from "./policies";
import { stackSchema } from "./stackSchema";

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
        "docs/runbooks/README.md": runbooksPage(),
        "stack.schema.json": stackSchema(),
        "docs/configuration.md": configurationPage(),
        "Pulumi.yaml": withDeclarations(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")),
    };
}

/** Files that are not as they should be, each as it should be. */
export function staleFiles(): [file: string, text: string][] {
    return Object.entries(written()).filter(([file, text]) => {
        const place = path.join(root, file);
        return !existsSync(place) || text !== readFileSync(place, "utf8");
    });
}

/** Writes what the documentation takes from the code; with `--check` says instead which files are not so, and fails. */
export function main(args: string[], { err }: Streams): number {
    const { values } = parseArgs({ args, options: { check: { type: "boolean" }, help: { type: "boolean" } } });
    if (values.help) {
        err("usage: npm run docs -- [--check]\n");
        return 0;
    }
    const stale = staleFiles();
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
