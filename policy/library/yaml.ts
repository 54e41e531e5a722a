import { readYamlDocuments } from "../../model/parsing";

/** What a text of YAML holds; undefined where it is none, which others report in better words. */
export function readYaml(text: string, version: "1.1" | "1.2" = "1.2"): unknown {
    try {
        const [first, ...others] = readYamlDocuments(text, { version });
        // Of several documents none is what a program would read.
        return others.length === 0 ? first : undefined;
    } catch {
        return undefined;
    }
}
