import { isValues, secretMark, unknownMark, type Values } from "../../model/values";

export { isValues, type Values };

/** Stands for a value that is not known before the update. No rule judges it. */
export const unknown = unknownMark;
/** Stands for a secret value. No rule sees more of it. */
export const secret = secretMark;

/** One resource as a rule sees it, whether the engine or the offline plan shows it. */
export interface Seen {
    urn: string;
    type: string;
    name: string;
    protect: boolean;
    /** URN; undefined for what stands at the top. */
    parent: string | undefined;
    /** Plain values; `unknown` and `secret` instead of leaves that cannot be judged. */
    inputs: Values;
}

/** Whether a resource is one of our components. */
export function isComponent(type: string): boolean {
    return type.startsWith("kong-observability:");
}

/** What stands at a path, or undefined where the path ends early. An unknown on the way is the answer: `unknown`. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
    return path.reduce<unknown>((found, key) => {
        if (found === unknown) {
            return unknown;
        }
        return Array.isArray(found) ? found[Number(key)] : isValues(found) ? found[key] : undefined;
    }, value);
}

/** The objects in a list at a path; none where there is no list. */
export function listAt(value: unknown, ...path: (string | number)[]): Values[] {
    const found = at(value, ...path);
    return Array.isArray(found) ? found.filter(isValues) : [];
}

/** The text at a path; undefined where there is none or it is unknown. */
export function textAt(value: unknown, ...path: (string | number)[]): string | undefined {
    const found = at(value, ...path);
    return typeof found === "string" && found !== unknown && found !== secret ? found : undefined;
}

/** Every leaf with its path. Unknown and secret leaves are left out: nothing can be said about them. */
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
 * A copy of what the policy SDK shows, leaf by leaf: it throws at the first touch of an unknown value, and hands out
 * secrets as plain text. Where a resource's type says that an input is secret, nothing of it is kept.
 */
export function copyInputs(type: string, props: object): Values {
    const hidden = hiddenInputs[type] ?? [];
    return copyObject(props, (key) => hidden.includes(key));
}

/** Inputs that are secret by what they are. */
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
