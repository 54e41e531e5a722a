import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NodeCertificate } from "./nodeCertificate";

interface Wanted {
    namespace: string;
    /** Part of its name. */
    of: string;
}

/**
 * The Secret of a node's certificate. Its name changes with the fingerprint: Kong reads what is in it only at start.
 */
export function certificateSecret(
    name: string,
    { namespace, of, fingerprint, content }: Wanted & Fingerprinted,
    opts: pulumi.CustomResourceOptions,
): Omit<NodeCertificate, "pki"> {
    const secretName = fingerprint.apply((print) => `kong-cluster-${of}-${print.slice(0, 10)}`);
    const secret = new k8s.core.v1.Secret(
        name,
        {
            metadata: { name: secretName, namespace },
            type: "kubernetes.io/tls",
            immutable: true,
            stringData: content,
        },
        opts,
    );
    const whenMade = <T>(value: pulumi.Output<T>): pulumi.Output<T> => secret.urn.apply(() => value);
    return { secretName: whenMade(secretName), fingerprint: whenMade(fingerprint) };
}

interface Fingerprinted {
    fingerprint: pulumi.Output<string>;
    content: { "tls.crt": pulumi.Input<string>; "tls.key": pulumi.Input<string>; "ca.crt"?: pulumi.Input<string> };
}

interface Content {
    certificate: pulumi.Input<string>;
    /** A secret. */
    key: pulumi.Input<string>;
    /** Authorities of what the other side presents, as PEM texts. */
    authorities: pulumi.Input<string>[];
    serverName: pulumi.Input<string>;
}

/** The Secret of a node with a certificate of its own: it changes with the authorities too. */
export function ownCertificateSecret(
    name: string,
    { certificate, key, authorities, serverName, ...wanted }: Wanted & Content,
    opts: pulumi.CustomResourceOptions,
): NodeCertificate {
    const bundle = pulumi.all(authorities).apply((texts) => texts.map((text) => `${text.trim()}\n`).join(""));
    // Of public texts, though what a stack reads of another as a secret is one as a whole.
    const fingerprint = pulumi
        .unsecret(pulumi.all([certificate, bundle]))
        .apply((texts) => createHash("sha256").update(texts.join("\n")).digest("hex"));
    const content = { "tls.crt": certificate, "tls.key": key, "ca.crt": bundle };
    return { ...certificateSecret(name, { ...wanted, fingerprint, content }, opts), pki: { serverName } };
}
