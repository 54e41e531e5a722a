import { stringify } from "yaml";
import { readYamlDocuments } from "../parsing";

/** A YAML or JSON text: its documents, and how to write them again. */
export interface TextDocuments {
    values: readonly unknown[];
    write(values: readonly unknown[]): string;
}

/** Undefined for texts that are neither JSON nor YAML: templates, ini files, prose. */
export function documentsIn(text: string): TextDocuments | undefined {
    const start = /^\s*([{[])?/.exec(text)?.[1];
    if (start === undefined && !text.trim().includes("\n")) {
        return undefined;
    }
    // JSON first: dashboards are large, and JSON is much faster to parse.
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
