import type { Credential } from "../../../model/credentials";
import {
    elsewhere,
    type MetricsDestination,
    type RemoteWriteDestination,
    tlsCredentials,
    workspacesIn,
    workspaceUrl,
} from "../../../model/destinations";
import { type SecretKeyRef, secretKeyOf } from "../../shared/credentials";

/** The Secret for what destinations of metrics refer to, and the one with their user names. */
export const metricsCredentials = "metrics-credentials";
export const metricsUsers = "metrics-remote-write-users";

/** One entry of `prometheusSpec.remoteWrite`, in the operator's form. */
interface RemoteWrite {
    /** The label `remote_name` in Prometheus' own metrics. */
    name: string;
    url: string;
    basicAuth?: { username: SecretKeyRef; password: SecretKeyRef };
    authorization?: { type: "Bearer"; credentials: SecretKeyRef };
    sigv4?: { region: string };
    tlsConfig?: {
        ca?: { secret: SecretKeyRef };
        cert?: { secret: SecretKeyRef };
        keySecret?: SecretKeyRef;
        serverName?: string;
    };
}

/** What Prometheus also sends elsewhere; each destination has its own queues on the write-ahead log. */
export function remoteWrites(destinations: readonly MetricsDestination[]): RemoteWrite[] {
    return elsewhere(destinations).map((one): RemoteWrite => {
        switch (one.kind) {
            case "remote-write":
                return { name: one.name, url: one.url, ...loginOf(one), ...tlsOf(one) };
            case "amazon-managed-prometheus":
                return {
                    name: one.name,
                    url: `${workspaceUrl(one)}/api/v1/remote_write`,
                    sigv4: { region: one.region },
                };
        }
    });
}

function loginOf({ name, authentication }: RemoteWriteDestination): Partial<RemoteWrite> {
    switch (authentication?.kind) {
        case undefined:
            return {};
        case "basic":
            return {
                basicAuth: {
                    // The operator reads it only from a Secret.
                    username: { name: metricsUsers, key: name },
                    password: secretKeyOf(authentication.password, metricsCredentials),
                },
            };
        case "bearer":
            return {
                authorization: { type: "Bearer", credentials: secretKeyOf(authentication.token, metricsCredentials) },
            };
    }
}

function tlsOf({ ca, clientCertificate, serverName }: RemoteWriteDestination): Partial<RemoteWrite> {
    const at = (credential: Credential): SecretKeyRef => secretKeyOf(credential, metricsCredentials);
    const tlsConfig = {
        ...(ca && { ca: { secret: at(ca) } }),
        ...(clientCertificate && {
            cert: { secret: at(clientCertificate.certificate) },
            keySecret: at(clientCertificate.key),
        }),
        ...(serverName !== undefined && { serverName }),
    };
    return Object.keys(tlsConfig).length > 0 ? { tlsConfig } : {};
}

/** Credentials that destinations refer to. */
export function loginsOf(destinations: readonly MetricsDestination[]): Credential[] {
    return elsewhere(destinations).flatMap((one) => {
        if (one.kind !== "remote-write") {
            return [];
        }
        const { authentication: login } = one;
        const secret = login?.kind === "basic" ? [login.password] : login?.kind === "bearer" ? [login.token] : [];
        return [...secret, ...tlsCredentials(one)];
    });
}

/** User names by destination. */
export function usersOf(destinations: readonly MetricsDestination[]): Record<string, string> {
    return Object.fromEntries(
        elsewhere(destinations).flatMap((one) =>
            one.kind === "remote-write" && one.authentication?.kind === "basic"
                ? [[one.name, one.authentication.username]]
                : [],
        ),
    );
}

/** The role of Prometheus' and Grafana's service accounts by IRSA, on a cluster that is not created here. */
export function workspacesRole(destinations: readonly MetricsDestination[]): string | undefined {
    return workspacesIn(destinations).find(({ roleArn }) => roleArn !== undefined)?.roleArn;
}
