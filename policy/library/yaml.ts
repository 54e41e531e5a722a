import { parse } from "yaml";

/** What a text of YAML holds; undefined where it is none, which others report in better words. */
export function readYaml(text: string, version: "1.1" | "1.2" = "1.2"): unknown {
    try {
        return parse(text, { version });
    } catch {
        return undefined;
    }
}
