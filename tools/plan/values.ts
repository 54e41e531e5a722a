import { isValues as isObject, joinPath, secretMark, textsIn, unknownMark } from "../../model/values";

export { isObject, joinPath, secretMark, textsIn, unknownMark };

/**
 * Reads property values leaf by leaf as the SDK sends them to the engine. Two marks matter: a secret is an object with
 * this signature, an unknown value is this text (sdk/nodejs/runtime/rpc.ts in pulumi/pulumi).
 */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * A Kubernetes Secret's inputs with its content replaced by one mark, whatever the program marked as secret; other
 * inputs unchanged.
 */
export function withoutSecretContent({
    type,
    inputs,
}: {
    type: string;
    inputs: Record<string, unknown>;
}): Record<string, unknown> {
    const content =
        type === "kubernetes:core/v1:Secret" ? ["data", "stringData"].filter((key) => inputs[key] !== undefined) : [];
    return { ...inputs, ...Object.fromEntries(content.map((key) => [key, secretMark])) };
}

export interface ReadValues {
    /** The values, in which marks replace secret and unknown leaves. */
    values: Record<string, unknown>;
    /** Paths of the secret leaves. */
    secrets: string[];
    /** Paths of the unknown leaves, including those inside secrets. */
    unknowns: string[];
}

/** @param raw a request's properties, before the SDK's own deserialization, which loses which leaf is secret */
export function readValues(raw: Record<string, unknown>): ReadValues {
    const secrets: string[] = [];
    const unknowns: string[] = [];

    const read = (value: unknown, path: string): unknown => {
        if (value === unknownText) {
            unknowns.push(path);
            return unknownMark;
        }
        if (Array.isArray(value)) {
            return value.map((item, index) => read(item, `${path}[${index}]`));
        }
        if (!isObject(value)) {
            return value;
        }
        if (value[signatureKey] === secretSignature) {
            secrets.push(path);
            read(value.value, path);
            return secretMark;
        }
        return sortedEntries(value, (item, key) => read(item, path === "" ? key : joinPath(path, key)));
    };
    return { values: read(raw, "") as Record<string, unknown>, secrets, unknowns };
}

function sortedEntries(
    value: Record<string, unknown>,
    map: (item: unknown, key: string) => unknown,
): Record<string, unknown> {
    return Object.fromEntries(
        Object.keys(value)
            .sort()
            .map((key) => [key, map(value[key], key)]),
    );
}
