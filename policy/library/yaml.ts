import { readYamlDocuments } from "../../model/parsing";

/** The value of a YAML text; undefined if it is invalid, which others report with a better message. */
export function readYaml(text: string, version: "1.1" | "1.2" = "1.2"): unknown {
    try {
        const [first, ...others] = readYamlDocuments(text, { version });
        // A text with several documents has no single value.
        return others.length === 0 ? first : undefined;
    } catch {
        return undefined;
    }
}
