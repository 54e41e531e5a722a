import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { root } from "../plan/evaluate";
import { configurationTable, declarations } from "./configuration";
import { policiesPage } from "./policies";

const readme = path.join(root, "README.md");
const project = path.join(root, "Pulumi.yaml");
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

if (require.main === module) {
    writeFileSync(path.join(root, "docs/policies.md"), policiesPage());
    writeFileSync(readme, withTable(readFileSync(readme, "utf8")));
    writeFileSync(project, withDeclarations(readFileSync(project, "utf8")));
}
