import { stringify } from "yaml";
import { readYamlDocuments } from "../parsing";

/** A text that is YAML or JSON: its documents, and how they are written again. */
export interface TextDocuments {
    values: readonly unknown[];
    write(values: readonly unknown[]): string;
}

/** Undefined for what is neither JSON nor YAML: templates, ini files, prose. */
export function documentsIn(text: string): TextDocuments | undefined {
    const start = /^\s*([{[])?/.exec(text)?.[1];
    if (start === undefined && !text.trim().includes("\n")) {
        return undefined;
    }
    // Dashboards are large, and JSON is much the faster to read.
    return (start !== undefined ? readJson(text) : undefined) ?? readYaml(text);
}

function readJson(text: string): TextDocuments | undefined {
    try {
        const value: unknown = JSON.parse(text);
        const indent = /^\s*[{[]\n( {1,8})\S/.exec(text)?.[1]?.length;
        const write = ([written]: readonly unknown[]): string => JSON.stringify(written, null, indent);
        return isContainer(value) ? { values: [value], write } : undefined;
    } catch {
        return undefined;
    }
}

function readYaml(text: string): TextDocuments | undefined {
    if (!/[^\s:]:\s|^[ \t]*-\s/m.test(text)) {
        return undefined;
    }
    try {
        const values = readYamlDocuments(text);
        const write = (written: readonly unknown[]): string =>
            written.map((value) => stringify(value, { lineWidth: 0 })).join("---\n");
        return values.some(isContainer) ? { values, write } : undefined;
    } catch {
        return undefined;
    }
}

function isContainer(value: unknown): boolean {
    return typeof value === "object" && value !== null;
}
