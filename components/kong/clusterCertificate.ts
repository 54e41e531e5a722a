import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { Component, type ComponentOptions } from "../component";

export interface ClusterCertificateArgs {
    namespace: string;
    /** @default 1095, as Kong's own `kong hybrid gen_cert` */
    validityDays: number;
    /** How long before its end `pulumi up` replaces it. */
    renewBeforeDays: number;
}

/** What a Kong node needs to take part in the cluster's mTLS. */
export interface ClusterCertificateRef {
    /** Secret of type `kubernetes.io/tls`. */
    secretName: string;
    /** Changes when the certificate does. In the pods' annotations it restarts them: Kong reads its certificate only at start. */
    fingerprint: pulumi.Input<string>;
}

const secretName = "kong-cluster-cert";

/**
 * The one certificate that control plane and data planes share (`cluster_mtls: shared`): both present it, and each accepts no other.
 * Old and new cannot overlap; running data planes serve their last configuration until they are restarted with the new one.
 */
export class ClusterCertificate extends Component {
    public readonly ref: ClusterCertificateRef;

    constructor(name: string, args: ClusterCertificateArgs, opts?: ComponentOptions) {
        const { namespace, validityDays, renewBeforeDays } = args;
        super("kong-observability:kong:ClusterCertificate", name, { namespace, validityDays, renewBeforeDays, secretName }, opts);

        const key = new tls.PrivateKey(`${name}-key`, { algorithm: "ECDSA", ecdsaCurve: "P384" }, { parent: this });
        const certificate = new tls.SelfSignedCert(
            name,
            {
                privateKeyPem: key.privateKeyPem,
                // The name that a data plane expects of its control plane.
                subject: { commonName: "kong_clustering" },
                allowedUses: ["digital_signature", "server_auth", "client_auth"],
                validityPeriodHours: validityDays * 24,
                earlyRenewalHours: renewBeforeDays * 24,
            },
            { parent: this },
        );
        const secret = new k8s.core.v1.Secret(
            name,
            {
                metadata: { name: secretName, namespace },
                type: "kubernetes.io/tls",
                stringData: { "tls.crt": certificate.certPem, "tls.key": key.privateKeyPem },
            },
            this.within,
        );

        this.ref = { secretName, fingerprint: pulumi.all([certificate.certPem, secret.urn]).apply(([pem]) => certificateFingerprint(pem)) };
        this.registerOutputs({ secretName, fingerprint: this.ref.fingerprint });
    }
}

/** SHA-256 of the certificate itself, in hexadecimal, as `openssl x509 -fingerprint -sha256` prints it but without colons. */
export function certificateFingerprint(pem: string): string {
    const der = Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ""), "base64");
    return createHash("sha256").update(der).digest("hex");
}
