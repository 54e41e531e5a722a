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

/** Pulumi.yaml with the declarations of the schema. */
export function withDeclarations(text: string): string {
    const document = parseDocument(text);
    document.set("config", document.createNode(declarations()));
    return document.toString({ lineWidth: 0, indent: 4 });
}

/** Files that are generated in whole or in part, with their expected contents, by their path in the repository. */
function written(): Record<string, string> {
    return {
        "docs/policies.md": policiesPage(),
        "docs/runbooks/README.md": runbooksPage(),
        "stack.schema.json": stackSchema(),
        "docs/configuration.md": configurationPage(),
        "Pulumi.yaml": withDeclarations(readFileSync(path.join(root, "Pulumi.yaml"), "utf8")),
    };
}

/** Files that differ from their expected contents, with those contents. */
export function staleFiles(): [file: string, text: string][] {
    return Object.entries(written()).filter(([file, text]) => {
        const place = path.join(root, file);
        return !existsSync(place) || text !== readFileSync(place, "utf8");
    });
}

/** Writes the generated documentation. With `--check` it only lists the files that are out of date, and fails. */
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
