import { credentialName } from "../model/credentials";
import { readJsonOr } from "../model/parsing";
import type { Problem } from "./problems";
import { isValues } from "../model/values";

/** The secret `credentials`, and what is wrong with it. */
interface Credentials {
    /** By name. */
    texts: Readonly<Record<string, string>>;
    /** None of them quotes a value. */
    problems: Problem[];
}

/**
 * Reads the secret `credentials`.
 * @param key its full key
 * @param text from Pulumi: an object as JSON text
 */
export function readCredentials(key: string, text = ""): Credentials {
    const value = text === "" ? {} : readJsonOr(text, undefined);
    if (!isValues(value)) {
        const message = `got something other than an object; allowed: a text for each name: ${howToSet()}`;
        return { texts: {}, problems: [{ key, message }] };
    }
    const entries = Object.entries(value);
    return {
        texts: Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string")),
        problems: entries.flatMap(([name, item]) => {
            const wrong = wrongWith(name, item);
            return wrong === undefined ? [] : [{ key: `${key}.${name}`, message: wrong }];
        }),
    };
}

function wrongWith(name: string, item: unknown): string | undefined {
    if (!credentialName.test(name)) {
        return 'got an invalid name; allowed: up to 63 letters, digits, "-" and "_", a letter or digit at both ends, and not "secure"';
    }
    if (typeof item === "string" && item.trim() !== "") {
        return undefined;
    }
    const got = typeof item === "string" ? "an empty text" : `a ${Array.isArray(item) ? "list" : typeof item}`;
    return `got ${got}; allowed: a text: ${howToSet(name)}`;
}

/** The command that sets a credential. */
export function howToSet(name = "NAME"): string {
    return `npx pulumi config set --secret --path 'credentials.${name}'`;
}
