import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isObject } from "../../../tools/plan/values";

/** Property values as they travel between engine and provider: secrets and unknown values carry marks. */
export type Properties = Record<string, unknown>;

export const unknown = unknownValue;

export function secret(value: unknown): Properties {
    return { [specialSigKey]: specialSecretSig, value };
}

function isSecret(value: unknown): value is { value: unknown } {
    return isObject(value) && value[specialSigKey] === specialSecretSig;
}

/** The value itself, as the real thing would get it. */
export function plain(value: unknown): unknown {
    if (isSecret(value)) {
        return plain(value.value);
    }
    if (Array.isArray(value)) {
        return value.map(plain);
    }
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)])) : value;
}

/** What is at a path such as `metadata.name`, without marks of secrecy. */
export function at(properties: Properties, path: string): unknown {
    return path
        .split(".")
        .reduce<unknown>((value, key) => (isObject(value) ? plain(value[key]) : undefined), properties);
}

export function fromStruct(struct: Struct | undefined): Properties {
    return struct?.toJavaScript() ?? {};
}

/** Leaves out what is undefined, which the protocol cannot say. */
export function toStruct(properties: Properties): Struct {
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** Paths of all leaves that are marked as secret. */
export function secretPaths(value: unknown, path = ""): string[] {
    if (isSecret(value)) {
        return [path];
    }
    return typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, item]) => secretPaths(item, path === "" ? key : `${path}.${key}`))
        : [];
}
