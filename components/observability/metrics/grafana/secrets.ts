import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type CredentialTexts, roomSecret } from "../../../shared/credentials";
import type { Component } from "../../../shared/component";
import { credentialsOfDatasources, datasourcesSecret, type SecretFields } from "../../shared/ownDatasources";

/** The administrator's Secret, with the keys `admin-user` and `admin-password`. */
export const adminSecretName = "grafana-admin";
export const oidcSecretName = "grafana-oidc";

export interface GrafanaSecretsArgs {
    namespace: string;
    /** @default only the administrator logs in */
    oidcClientSecret: pulumi.Input<string> | undefined;
    /** Datasources with secrets. */
    datasources: readonly SecretFields[];
    credentials: CredentialTexts;
}

/** Secrets for Grafana's pod, each created only if it is used. */
export function grafanaSecrets(
    name: string,
    { namespace, oidcClientSecret, datasources, credentials }: GrafanaSecretsArgs,
    within: Component["within"],
): k8s.core.v1.Secret[] {
    const secret = (suffix: string, called: string, stringData: Record<string, pulumi.Input<string>>) =>
        new k8s.core.v1.Secret(`${name}-${suffix}`, { metadata: { name: called, namespace }, stringData }, within);
    const password = new random.RandomPassword(
        `${name}-grafana-password`,
        { length: 32, special: false },
        { parent: within.parent },
    );
    const used = credentialsOfDatasources(datasources);
    const room = { namespace, room: datasourcesSecret, used, credentials };
    const ofDatasources = roomSecret(`${name}-grafana-datasources`, room, within);
    return [
        secret("grafana-admin", adminSecretName, { "admin-user": "admin", "admin-password": password.result }),
        ...(ofDatasources ? [ofDatasources] : []),
        ...(oidcClientSecret === undefined
            ? []
            : [secret("grafana-oidc", oidcSecretName, { "client-secret": trimmed(oidcClientSecret) })]),
    ];
}

/** Texts from a file or an editor end in a newline, which servers reject. */
const trimmed = (text: pulumi.Input<string>): pulumi.Output<string> =>
    pulumi.output(text).apply((plain) => plain.trim());
