import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Credential } from "../../model/credentials";

/** The secret texts of the stack's `credentials`, by name. */
export type CredentialTexts = Readonly<Record<string, pulumi.Output<string>>>;

/** One key of a Secret. */
export interface SecretKeyRef {
    name: string;
    key: string;
}

/**
 * The Secret and key that hold a credential.
 * @param room name of the Secret for texts of `credentials`
 */
export function secretKeyOf(credential: Credential, room: string): SecretKeyRef {
    return "credential" in credential
        ? { name: room, key: credential.credential }
        : { name: credential.secretName, key: credential.key };
}

/**
 * The Secret of one part of the stack, with the stack's `credentials` that it uses, each under its own name;
 * `secretKeyOf` refers to it. Undefined if it uses none.
 *
 * @param args.room name of the Secret
 * @param args.used credentials that the settings refer to; existing Secrets are left alone
 */
export function roomSecret(
    name: string,
    args: { namespace: string; room: string; used: readonly Credential[]; credentials: CredentialTexts },
    opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Secret | undefined {
    const names = new Set(args.used.flatMap((used) => ("credential" in used ? [used.credential] : [])));
    const texts = Object.entries(args.credentials).filter(([key]) => names.has(key));
    return texts.length === 0
        ? undefined
        : new k8s.core.v1.Secret(
              name,
              { metadata: { name: args.room, namespace: args.namespace }, stringData: Object.fromEntries(texts) },
              opts,
          );
}

/**
 * Annotation of the pods that read a Secret into their environment, which they do only at start: it changes with the
 * Secret, and so restarts them. Empty without a Secret.
 */
export function restartedBy(secret: k8s.core.v1.Secret | undefined): Record<string, pulumi.Input<string>> {
    return secret === undefined ? {} : { "kong-observability/credentials": secret.metadata.resourceVersion };
}
