import { didYouMean } from "../../model/didYouMean";
import { howToSet } from "../credentials";
import { schema, type SettingKey } from "../schema";
import { isValues } from "../../model/values";
import { type CrossCheck, crossCheck } from "./check";

/** Keys with values of charts and plugins, which have forms of their own. */
const others = ["chartOverrides", "gateway"];
const ours = (Object.keys(schema) as SettingKey[]).filter((key) => !others.includes(key));

/** Settings refer only to existing entries of the secret `credentials`, and to each of them. */
export const credentialChecks: readonly CrossCheck[] = [
    ...ours.map((key) =>
        crossCheck([key], ({ [key]: setting }, { project, credentialNames }) =>
            credentialsNamedIn(setting, `${project}:${key}`)
                .filter(({ name }) => !credentialNames.includes(name))
                .map(({ at, name }) => ({ key: at, message: missing(name, credentialNames) })),
        ),
    ),
    crossCheck(ours, (settings, { project, credentialNames }) => {
        const used = new Set(credentialsNamedIn(settings, "").map(({ name }) => name));
        return credentialNames.map(
            (name) =>
                !used.has(name) && {
                    key: `${project}:credentials.${name}`,
                    message: `set, but no setting refers to it; allowed: { credential: ${name} } in the setting that uses it, or nothing here: npx pulumi config rm --path 'credentials.${name}'`,
                },
        );
    }),
];

/** References by name: `{ credential: NAME }` without other keys. */
function credentialsNamedIn(value: unknown, at: string): { at: string; name: string }[] {
    if (Array.isArray(value)) {
        return value.flatMap((item, index) => credentialsNamedIn(item, `${at}[${index}]`));
    }
    if (!isValues(value)) {
        return [];
    }
    const { credential, ...rest } = value;
    return typeof credential === "string" && Object.keys(rest).length === 0
        ? [{ at: `${at}.credential`, name: credential }]
        : Object.entries(value).flatMap(([key, item]) => credentialsNamedIn(item, `${at}.${key}`));
}

/** The name is not quoted: it may be the secret itself, written in the wrong place. */
function missing(name: string, names: readonly string[]): string {
    const there = names.length === 0 ? "" : `${names.join(", ")}, or `;
    const near = didYouMean(name, names, "").replace(/; allowed: $/, "");
    return `got a name that is not in the secret credentials${near}; allowed: ${there}a new one: ${howToSet()}`;
}
