import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

const day = 24;

/** A certificate authority of this stack's own. */
export interface Authority {
    key: tls.PrivateKey;
    certificate: tls.SelfSignedCert;
}

/** How long a certificate is valid. */
export interface Validity {
    validityDays: number;
    /** How many days before it expires `pulumi up` replaces it. */
    renewBeforeDays: number;
}

/** A certificate and its key, in PEM. */
export interface Issued {
    certPem: pulumi.Output<string>;
    /** A secret. */
    privateKeyPem: pulumi.Output<string>;
    /** When the certificate ends, in RFC 3339. */
    validityEndTime: pulumi.Output<string>;
}

/**
 * An authority that outlives many certificates, so that old and new ones are valid side by side while pods restart.
 *
 * @param subject its common name
 * @param renewBeforeDays how many days before it expires `pulumi up` replaces its certificate. The key stays, so that
 * old and new certificate each verify what the other signed. @default it is never renewed
 */
export function authority(
    name: string,
    subject: string,
    opts: pulumi.CustomResourceOptions,
    renewBeforeDays?: number,
): Authority {
    const key = new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P384" }, opts);
    const certificate = new tls.SelfSignedCert(
        name,
        {
            privateKeyPem: key.privateKeyPem,
            subject: { commonName: subject },
            isCaCertificate: true,
            allowedUses: ["cert_signing"],
            validityPeriodHours: 20 * 365 * day,
            ...(renewBeforeDays !== undefined && { earlyRenewalHours: renewBeforeDays * day }),
        },
        opts,
    );
    return { key, certificate };
}

/** A certificate that an authority signs. */
export function issue(
    name: string,
    { by, subject, usage, dnsNames, validityDays = 1095, renewBeforeDays = 90 }: Request,
    opts: pulumi.CustomResourceOptions,
): Issued {
    const { privateKeyPem } = new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P384" }, opts);
    const request = new tls.CertRequest(name, { privateKeyPem, subject: { commonName: subject }, dnsNames }, opts);
    const { certPem, validityEndTime } = new tls.LocallySignedCert(
        name,
        {
            certRequestPem: request.certRequestPem,
            caPrivateKeyPem: by.key.privateKeyPem,
            caCertPem: by.certificate.certPem,
            allowedUses: ["digital_signature", usage],
            validityPeriodHours: validityDays * day,
            earlyRenewalHours: renewBeforeDays * day,
        },
        opts,
    );
    return { certPem, privateKeyPem, validityEndTime };
}

/** @default valid for three years, which an `up` in the last 90 days of them replaces */
interface Request extends Partial<Validity> {
    by: Authority;
    /** Its common name. */
    subject: string;
    usage: "client_auth" | "server_auth";
    dnsNames?: string[];
}
