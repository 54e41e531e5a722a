import { isValues, secretMark, unknownMark, type Values } from "../../model/values";

export { isValues, type Values };

/** Stands for a value that is unknown before the update. No rule judges it. */
export const unknown = unknownMark;
/** Stands for a secret value, which no rule sees. */
export const secret = secretMark;

/** One resource as rules see it, from the engine or the offline plan. */
export interface Seen {
    urn: string;
    type: string;
    name: string;
    protect: boolean;
    /** URN; undefined for a resource without a parent. */
    parent: string | undefined;
    /** Plain values; leaves that cannot be judged are `unknown` or `secret`. */
    inputs: Values;
}

/** Whether a resource is one of our components. */
export function isComponent(type: string): boolean {
    return type.startsWith("kong-observability:");
}

/** The value at a path; undefined if the path does not exist, `unknown` if a part of it is unknown. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
    return path.reduce<unknown>((found, key) => {
        if (found === unknown) {
            return unknown;
        }
        return Array.isArray(found) ? found[Number(key)] : isValues(found) ? found[key] : undefined;
    }, value);
}

/** The objects in a list at a path; empty if there is no list. */
export function listAt(value: unknown, ...path: (string | number)[]): Values[] {
    const found = at(value, ...path);
    return Array.isArray(found) ? found.filter(isValues) : [];
}

/** The text at a path; undefined if there is none or it is unknown. */
export function textAt(value: unknown, ...path: (string | number)[]): string | undefined {
    const found = at(value, ...path);
    return typeof found === "string" && found !== unknown && found !== secret ? found : undefined;
}

/** Every leaf with its path, except unknown and secret ones, which cannot be judged. */
export function* leaves(value: unknown, path = ""): Generator<{ path: string; value: unknown }> {
    if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
            yield* leaves(item, `${path}[${index}]`);
        }
    } else if (isValues(value)) {
        for (const [key, item] of Object.entries(value)) {
            yield* leaves(
                item,
                path === "" ? key : /^[\w$-]+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`,
            );
        }
    } else if (value !== unknown && value !== secret) {
        yield { path, value };
    }
}

/**
 * A copy of the inputs from the policy SDK, leaf by leaf: the SDK throws on access to an unknown value, and returns
 * secrets as plain text. Inputs that are secret by the resource's type are not copied.
 */
export function copyInputs(type: string, props: object): Values {
    const hidden = hiddenInputs[type] ?? [];
    return copyObject(props, (key) => hidden.includes(key));
}

/** Inputs that are secret by the resource's type. */
const hiddenInputs: Record<string, string[]> = {
    "kubernetes:core/v1:Secret": ["data", "stringData"],
    "pulumi:providers:kubernetes": ["kubeconfig"],
    "aws:rds/instance:Instance": ["password"],
    "tls:index/selfSignedCert:SelfSignedCert": ["privateKeyPem"],
};

function copyObject(value: object, hide: (key: string) => boolean): Values {
    return Object.fromEntries(
        Object.keys(value).map((key) => {
            let item: unknown;
            try {
                item = (value as Values)[key];
            } catch {
                return [key, unknown];
            }
            return [key, hide(key) ? secret : copy(item)];
        }),
    );
}

function copy(value: unknown): unknown {
    if (Array.isArray(value)) {
        return Object.values(copyObject(value, () => false));
    }
    return typeof value === "object" && value !== null ? copyObject(value, () => false) : value;
}
