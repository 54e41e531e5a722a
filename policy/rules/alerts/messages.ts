import { type Alertmanager, chartTemplateFolder } from "./alertmanager";
import { listAt, secret, unknown, type Values } from "../../library/resource";

/**
 * Kinds of receivers for which Alertmanager's default template of a message's text is empty (template/default.tmpl at
 * 0.34).
 */
const kinds = ["slack", "rocketchat"];

/** Receivers whose messages would consist of a title only, and the template that would add a text. */
export function emptyMessages({ config, templateFiles }: Alertmanager): { path: string; template: string }[] {
    const patterns = Array.isArray(config.templates) ? config.templates.map(String) : [];
    const loaded = Object.entries(templateFiles).filter(([name]) => patterns.some((pattern) => fits(pattern, name)));
    // Template files that are mounted from elsewhere, or unknown, may define any template.
    if (config.templates === unknown || patterns.some((pattern) => !isVisible(pattern, templateFiles))) {
        return [];
    }
    return kinds.flatMap((kind) => {
        const template = `${kind}.default.text`;
        const defines = new RegExp(`\\bdefine\\s+["\`]${template}["\`]`);
        return loaded.some(([, text]) => text === unknown || text === secret || defines.test(String(text)))
            ? []
            : silent(config, kind).map((path) => ({ path, template }));
    });
}

function silent(config: Values, kind: string): string[] {
    return listAt(config, "receivers").flatMap((receiver, index) =>
        listAt(receiver, `${kind}_configs`).flatMap((sender, place) =>
            saysSomething(sender) ? [] : [`receivers[${index}].${kind}_configs[${place}]`],
        ),
    );
}

function saysSomething(sender: Values): boolean {
    return ["text", "pretext", "message_text", "fields"].some(
        (key) => ![undefined, null, "", "[]"].includes(text(sender[key])),
    );
}

const text = (value: unknown): string | undefined | null =>
    typeof value === "string" ? value.trim() : value === undefined || value === null ? value : JSON.stringify(value);

/** Whether a file pattern matches a name, in any folder. */
function fits(pattern: string, name: string): boolean {
    const last = pattern.slice(pattern.lastIndexOf("/") + 1);
    return new RegExp(
        `^${last
            .replace(/[.+^${}()|\\]/g, "\\$&")
            .replaceAll("*", ".*")
            .replaceAll("?", ".")}$`,
    ).test(name);
}

const isVisible = (pattern: string, files: Values): boolean =>
    pattern !== unknown &&
    (pattern.startsWith(chartTemplateFolder) || Object.keys(files).some((name) => fits(pattern, name)));
