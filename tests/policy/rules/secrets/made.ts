import assert from "node:assert/strict";
import type { Values } from "../../../../policy/library/resource";
import { secrets } from "../../../../policy/rules/secrets/rule";
import { kubernetes, messages, release } from "../../helpers";

const fix = "keep it in a Secret and refer to it by name (existingSecret, valueFrom.secretKeyRef, a mounted file)";

export const value = "hunter2-Xy9";

export const chart = (values: Values): string[] => messages(secrets, [release("kong", values, { name: "kong-cp" })]);

export const map = (data: Values): string[] => messages(secrets, [kubernetes("v1", "ConfigMap", "settings", { data })]);

export const finds = (got: string[], ...expected: string[]): void =>
    assert.deepEqual(
        got,
        expected.map((message) => `${message}; ${fix}`),
    );

// Put together here, so that scanners of this repository find nothing.
export const pem = (kind: string): string => `-----BEGIN ${kind}-----\nMIIabc\n-----END ${kind}-----\n`;
