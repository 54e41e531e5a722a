import { isValues, type Values } from "./resource";

/** `values.env.pg_password`, `adminPassword`, `X-Api-Key` → words in lower case. */
function words(key: string): string[] {
    const last = key.split(/[./]/).at(-1) ?? "";
    return last.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase().split(/[^a-z\d]+/).filter((word) => word !== "");
}

/** Whole words, other than `password`, that a key for a secret ends with. `passwordKey`, `secretName` and `tokenUrl` end otherwise: they only refer to one. */
const endings = [
    "pwd", "token", "apikey", "credentials", "authorization",
    "api key", "access key", "secret key", "private key", "signing key", "encryption key", "licence key", "license key", "licence data", "license data",
    "client secret", "app secret", "shared secret", "jwt secret", "signing secret", "cookie secret", "webhook secret", "hmac secret",
    "slack api url", "webhook url",
];

/** Whether a key's name says that its value is a secret. `holder` is the object that it stands in, `parent` that object's own key. */
export function isSecretKey(key: string, holder: Values, parent: string): boolean {
    // The checksum of a Secret, as charts put it into annotations.
    if (/checksum/i.test(key)) {
        return false;
    }
    const all = words(key);
    const text = all.join(" ");
    if (text === "secret") {
        // Mostly the name of a Secret; a secret itself beside a key of a consumer's, or where it has no other reason to be.
        return inCredentials(parent) || !["name", "key", "namespace", "items"].some((sibling) => sibling in holder);
    }
    if (text === "key") {
        // Of `jwt_secrets` it is only what the secret goes by.
        return parent === "keyauth_credentials";
    }
    if (text === "secret key" && isReference(holder)) {
        return false;
    }
    // PGPASSWORD, dbpassword: one word to a machine.
    return /(password|passwd|passphrase)$/.test(text) || endings.some((ending) => text === ending || text.endsWith(` ${ending}`));
}

/** decK's lists of what consumers log in with. */
const inCredentials = (parent: string): boolean => /_(credentials|secrets)$/.test(parent);

/** Whether an object names a Secret instead of holding one. */
export function isReference(value: unknown): boolean {
    return isValues(value) && ["valueFrom", "secretKeyRef", "secretName", "existingSecret", "secretRef", "remoteRef", "name", "key"].some((key) => key in value);
}

/** Texts that stand for a secret without being one: variables, templates, vault references, and files. */
export function isPlaceholder(text: string): boolean {
    return text === "" || /^(bearer|basic)?\s*(\$\(|\$\{|\$[A-Z_]|\{\{|\{vault:)/i.test(text) || /^\$__(file|env|vault)\{/.test(text) || /^\/[\w.-]+(\/[\w.-]+)+$/.test(text) || text.startsWith("file://");
}
