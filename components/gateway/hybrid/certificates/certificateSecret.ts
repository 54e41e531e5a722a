import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { NodeCertificate } from "./nodeCertificate";

interface Content {
    certificate: pulumi.Input<string>;
    /** A secret. */
    key: pulumi.Input<string>;
    /** Authorities of what the other side presents, as PEM texts. */
    authorities: pulumi.Input<string>[];
    serverName: pulumi.Input<string>;
}

/**
 * The Secret of a node with a certificate of its own. Its name and fingerprint change with the certificate and with
 * the authorities: Kong reads both only at start.
 */
export function certificateSecret(
    name: string,
    { namespace, of, certificate, key, authorities, serverName }: Content & { namespace: string; of: string },
    opts: pulumi.CustomResourceOptions,
): NodeCertificate {
    const bundle = pulumi.all(authorities).apply((texts) => texts.map((text) => `${text.trim()}\n`).join(""));
    // Of public texts, though what a stack reads of another as a secret is one as a whole.
    const fingerprint = pulumi
        .unsecret(pulumi.all([certificate, bundle]))
        .apply((texts) => createHash("sha256").update(texts.join("\n")).digest("hex"));
    const secretName = fingerprint.apply((print) => `kong-cluster-${of}-${print.slice(0, 10)}`);
    const secret = new k8s.core.v1.Secret(
        name,
        {
            metadata: { name: secretName, namespace },
            type: "kubernetes.io/tls",
            immutable: true,
            stringData: { "tls.crt": certificate, "tls.key": key, "ca.crt": bundle },
        },
        opts,
    );
    const whenMade = <T>(value: pulumi.Output<T>): pulumi.Output<T> => secret.urn.apply(() => value);
    return { secretName: whenMade(secretName), fingerprint: whenMade(fingerprint), pki: { serverName } };
}
