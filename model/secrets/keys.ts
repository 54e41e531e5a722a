import { isLike } from "../didYouMean";
import { isValues, secretMark, unknownMark, type Values } from "../values";

/** `values.env.pg_password`, `adminPassword`, `X-Api-Key` → words in lower case. */
function words(key: string): string[] {
    const known = wordsOf.get(key);
    if (known !== undefined) {
        return known;
    }
    const found = split(key);
    if (wordsOf.size > 10_000) {
        wordsOf.clear();
    }
    wordsOf.set(key, found);
    return found;
}

/** Cache, because the same keys are asked for often. */
const wordsOf = new Map<string, string[]>();

function split(key: string): string[] {
    const last = key.slice(-200).split(/[./]/).at(-1) ?? "";
    const apart = last.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
    return apart.split(/[^a-z\d]+/).filter((word) => word !== "");
}

/**
 * Whole words, other than `password`, that end a key of a secret. Keys such as `passwordKey`, `secretName` and
 * `tokenUrl` end otherwise: they only refer to one. Includes the fields of type Secret of Alertmanager's receivers
 * (config/notifiers.go of prometheus/alertmanager).
 */
const endings = new Set([
    ...["pwd", "pass", "passcode", "token", "apikey", "credential", "credentials", "authorization", "cookie"],
    ...["htpasswd", "dockerconfigjson", "private key pem", "slack api url", "webhook url", "webhook uri"],
    ...["api", "access", "secret", "private", "signing", "encryption", "license"].map((word) => `${word} key`),
    ...["licence", "routing", "service", "integration", "user", "account", "app"].map((word) => `${word} key`),
    ...["application", "auth", "master", "shared", "ingestion", "ingest", "write"].map((word) => `${word} key`),
    ...["client", "app", "api", "auth", "shared", "jwt", "signing"].map((word) => `${word} secret`),
    ...["cookie", "webhook", "hmac", "session", "oauth", "consumer"].map((word) => `${word} secret`),
    ...["license", "licence"].flatMap((word) => [`${word} data`, `${word} string`, `${word} text`]),
]);

/**
 * Whether a key's name says that its value is a secret.
 * @param holder the object that contains the key
 * @param parent that object's own key
 * @param value the text under the key
 */
export function isSecretKey(key: string, holder: Values = {}, parent = "", value = ""): boolean {
    // The checksum of a Secret, as charts put it into annotations, and the contents of a SealedSecret, which only its
    // controller can decrypt.
    if (/checksum/i.test(key) || parent === "encryptedData") {
        return false;
    }
    const all = words(key);
    const text = all.join(" ");
    if (text === "secret") {
        // Mostly the name of a Secret; a secret itself next to a consumer's key, or if nothing else indicates a
        // reference.
        const refers = ["name", "key", "namespace", "items"].some((sibling) => sibling in holder);
        return inCredentials(parent) || !(refers || objectName.test(value));
    }
    if (text === "key") {
        // In `jwt_secrets` the key is only an identifier.
        return parent === "keyauth_credentials";
    }
    // Next to the name of a Secret, `secretKey` and `userKey` are the names of its keys.
    if (text.endsWith(" key") && (text.endsWith("secret key") ? isReference(holder) : namesSecret(holder))) {
        return false;
    }
    // PGPASSWORD, dbpassword: written as one word.
    return /(password|passwd|passphrase)$/.test(text) || lasts(text).some((last) => endings.has(last)) || misspelt(all);
}

/** A misspelled key is refused, but its message may quote a secret: `redis.pasword`. */
function misspelt(all: string[]): boolean {
    const last = all.at(-1) ?? "";
    return (
        last.length >= 6 &&
        ["password", "passphrase", "authorization"].some((word) => word[0] === last[0] && isLike(last, word, 1))
    );
}

/** Its last word, its last two, its last three. */
function lasts(text: string): string[] {
    const one = text.lastIndexOf(" ");
    const two = one <= 0 ? -1 : text.lastIndexOf(" ", one - 1);
    const three = two <= 0 ? -1 : text.lastIndexOf(" ", two - 1);
    return [text.slice(one + 1), text.slice(two + 1), text.slice(three + 1)];
}

/** A valid Kubernetes name with a word that is common for Secrets: `my-tls-secret`, `wildcard-cert`. */
const objectName = new RegExp(
    "^(?=.{1,253}$)(?=.*-)(?:[a-z0-9.]+-)*" +
        "(?:secrets?|tls|certs?|certificates?|ca|credentials?|creds|auth|oauth2?|oidc|keys?|tokens?|passwords?|licen[sc]e|webhook|login)" +
        "(?:-[a-z0-9.]+)*$",
);

/** decK's lists of consumers' credentials. */
const inCredentials = (parent: string): boolean => /_(credentials|secrets)$/.test(parent);

const secretNames = ["secretKeyRef", "secretName", "existingSecret", "secretRef"];

function namesSecret(holder: Values): boolean {
    return secretNames.some((key) => key in holder);
}

/** Whether an object names a Secret instead of containing one. */
export function isReference(value: unknown): boolean {
    const refers = (holder: Values): boolean => ["valueFrom", "remoteRef", "name", "key"].some((key) => key in holder);
    return isValues(value) && (namesSecret(value) || refers(value));
}

const harmless = new Set(["", "true", "false", "null", "on", "off", secretMark, unknownMark]);
/** A template, a vault's reference or a KMS key at the beginning of a text; or a variable that is the whole text. */
const reference = /^(?:bearer|basic)?\s*(?:\$\(|\$\{|\{\{|\{vault:|arn:aws|op:\/\/|vault:|\$__(?:file|env|vault)\{)/i;
const variable = /^\$[A-Z_][A-Z\d_]*$/;
const file = /^(?:file:\/\/|\/[\w.-]+(?:\/[\w.-]+)+$)/;
/** `${PASSWORD:-this}` and `{{ .password | default "this" }}` contain a fallback value. */
const fallback = /\$\{[^}]*:[-=][^}]+\}|\bdefault\s+["'`]/;

/** Texts that stand for a secret without being one: variables, templates, vault references, and files. */
export function isPlaceholder(text: string): boolean {
    if (text.length > 1024 || text.includes("\n")) {
        return false;
    }
    const stands = variable.test(text) || (reference.test(text) && !fallback.test(text));
    return stands || harmless.has(text) || file.test(text);
}
