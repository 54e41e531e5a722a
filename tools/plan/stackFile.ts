import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { isDeeper, readYamlDocuments } from "../../model/parsing";
import { namespace } from "../../model/settingKeys";
import { longestText } from "../../model/secrets/mask";
import { deepest } from "../../model/secrets/literals";
import { secretPlaceholder } from "../../settings/load";
import type { Problem } from "../../settings/problems";
import { secrets } from "../../settings/schema";
import { isObject, joinPath } from "./values";

/** A stack's configuration as Pulumi passes it to a program. */
export interface StackConfig {
    project: string;
    /** Values by full key; objects as JSON text. */
    values: Record<string, string>;
    /** Full keys of the encrypted values. */
    secretKeys: string[];
    /**
     * Secrets that are not encrypted, or in a place where Pulumi would not keep them secret. They are replaced by
     * placeholders.
     */
    problems: Problem[];
    /** Secrets in plain text, which must not be shown. */
    plainSecrets: string[];
}

/**
 * Reads `Pulumi.yaml` and a stack file. Encrypted values become placeholders, so no passphrase is needed.
 * @throws Error with the reason if a file cannot be used
 */
export function readStackConfig(root: string, file: string): StackConfig {
    const projectFile = readYaml(path.join(root, "Pulumi.yaml"));
    const project = String(projectFile.name);
    const qualify = (key: string): string => (key.includes(":") ? key : `${project}:${key}`);
    const declared = Object.entries(isObject(projectFile.config) ? projectFile.config : {}).flatMap(
        ([key, declaration]) =>
            isObject(declaration) && declaration.default !== undefined
                ? [[qualify(key), asText(declaration.default)]]
                : [],
    );

    const stackFile = readYaml(file);
    const config = stackFile.config ?? {};
    if (!isObject(config)) {
        throw new Error(`${file}: config: got ${kindOf(config)}; allowed: an object of keys and values`);
    }
    const values: Record<string, string> = Object.fromEntries(declared);
    const secretKeys: string[] = [];
    const problems: Problem[] = [];
    const plainSecrets: string[] = [];
    for (const [key, value] of Object.entries(config)) {
        if (isEncrypted(value)) {
            values[qualify(key)] = secretPlaceholder;
            secretKeys.push(qualify(key));
        } else if (isOurs(project, qualify(key), ["credentials"]) && isObject(value)) {
            const texts = Object.entries(value).map(([name, item]): [string, unknown] => [
                name,
                isEncrypted(item) ? secretPlaceholder : item,
            ]);
            const plain = texts.filter(([, text]) => text !== secretPlaceholder && typeof text === "string");
            const kept = texts.map(([name, text]) => [name, typeof text === "string" ? secretPlaceholder : text]);
            values[qualify(key)] = asText(Object.fromEntries(kept));
            secretKeys.push(qualify(key));
            plainSecrets.push(...plain.map(([, text]) => String(text)));
            problems.push(
                ...plain.map(([name]) => plainSecret(`${qualify(key)}.${name}`, `--path 'credentials.${name}'`)),
            );
        } else {
            const text = asText(value);
            const isPlain =
                isOurs(project, qualify(key), Object.keys(secrets)) && text !== "" && text !== secretPlaceholder;
            plainSecrets.push(...(isPlain ? [text] : []));
            values[qualify(key)] = isPlain ? secretPlaceholder : asText(withoutEncrypted(value));
            problems.push(
                ...encryptedLeaves(value, qualify(key)).map((leaf) => ({ key: leaf, message: insideObject })),
                ...(isPlain ? [plainSecret(qualify(key), key.split(":").at(-1) ?? "")] : []),
            );
        }
    }
    return { project, values, secretKeys, problems, plainSecrets };
}

/** The file of a stack, or an error that lists the existing ones. */
export function stackFileOf(root: string, stack: string): string {
    const file = path.join(root, `Pulumi.${stack}.yaml`);
    if (!existsSync(file)) {
        const stacks = readdirSync(root).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
        throw new Error(
            `stack: got "${stack}", but there is no Pulumi.${stack}.yaml; allowed: ${stacks.join(", ")}, or any file with --config-file`,
        );
    }
    return file;
}

function isOurs(project: string, key: string, names: readonly string[]): boolean {
    return names.some((name) => [project, namespace].some((of) => key === `${of}:${name}`));
}

function isEncrypted(value: unknown): boolean {
    return isObject(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

function plainSecret(key: string, name: string): Problem {
    const message = `got a secret in plain text; allowed: an encrypted value, npx pulumi config set --secret ${name}`;
    return { key, message };
}

/** A stack file's contents end up in objects on a cluster, the largest of which is a ConfigMap. */
const largestFile = 2 * longestText;

function readYaml(file: string): Record<string, unknown> {
    if (!existsSync(file)) {
        throw new Error(`${file}: no such file`);
    }
    const { size } = statSync(file);
    if (size > largestFile) {
        throw new Error(
            `${file}: got ${size} bytes; allowed: ${largestFile}, twice the limit of an object on a cluster`,
        );
    }
    const content = onlyDocument(file);
    if (!isObject(content)) {
        throw new Error(`${file}: got ${kindOf(content)}; allowed: an object`);
    }
    if (isDeeper(content, deepest)) {
        throw new Error(
            `${file}: got something that is nested deeper than ${deepest} levels; allowed: ${deepest} at most`,
        );
    }
    return content;
}

function onlyDocument(file: string): unknown {
    try {
        const documents = readYamlDocuments(readFileSync(file, "utf8"), { uniqueKeys: true });
        if (documents.length > 1) {
            throw new Error(`got ${documents.length} documents; allowed: one`);
        }
        return documents[0] ?? {};
    } catch (error) {
        throw new Error(`${file}: ${(error as Error).message}`);
    }
}

/** What was found instead of an object. Texts and lists are not quoted, because they may contain a secret. */
function kindOf(value: unknown): string {
    return typeof value === "string" ? "a text" : Array.isArray(value) ? "a list" : String(value);
}

/** As the engine hands a value to the program: keys of objects come sorted, whatever their order in the file. */
function asText(value: unknown): string {
    const sorted = (_: string, item: unknown): unknown =>
        isObject(item)
            ? Object.fromEntries(
                  Object.keys(item)
                      .sort()
                      .map((key) => [key, item[key]]),
              )
            : item;
    return typeof value === "string" ? value : JSON.stringify(value, sorted);
}

const insideObject =
    "got something encrypted inside an object, which Pulumi hands out as plain text; " +
    "allowed: secrets in top-level keys only";

/** Encrypted values become placeholders, so that the rest can be checked. */
function withoutEncrypted(value: unknown): unknown {
    if (isEncrypted(value)) {
        return secretPlaceholder;
    }
    if (Array.isArray(value)) {
        return value.map(withoutEncrypted);
    }
    return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutEncrypted(item)]))
        : value;
}

function encryptedLeaves(value: unknown, at: string): string[] {
    if (Array.isArray(value)) {
        return value.flatMap((item, index) => encryptedLeaves(item, `${at}[${index}]`));
    }
    if (!isObject(value)) {
        return [];
    }
    return isEncrypted(value)
        ? [at]
        : Object.entries(value).flatMap(([key, item]) => encryptedLeaves(item, joinPath(at, key)));
}
