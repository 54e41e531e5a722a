import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { Component, type ComponentOptions } from "../../../shared/component";
import { certificateSecret } from "./certificateSecret";
import type { NodeCertificate } from "./nodeCertificate";
import { certificateFingerprint } from "../../nodes/fingerprint";

export interface ClusterCertificateArgs {
    namespace: string;
    /** @default 1095, as `kong hybrid gen_cert` */
    validityDays: number;
    /** How many days before it expires `pulumi up` replaces it. */
    renewBeforeDays: number;
    /** `DatabaseConnection.identity` of the control plane's database: a new database renews the certificate. */
    database: pulumi.Input<string | null>;
}

/**
 * The certificate that control plane and data planes share (`cluster_mtls: shared`): both present it, and accept no
 * other. Old and new certificates cannot overlap. Data planes with the old certificate cannot connect to the new
 * control plane: they keep serving their last configuration until they are replaced. That is why a new database comes
 * with a new certificate: it is empty, and data planes that connected would load the empty configuration within a
 * second, answer 404 to everything, and still be ready.
 */
export class ClusterCertificate extends Component {
    public readonly ref: NodeCertificate;

    constructor(name: string, args: ClusterCertificateArgs, opts?: ComponentOptions) {
        const { namespace, validityDays, renewBeforeDays, database } = args;
        // Not named after the database, which a preview may not know.
        super("kong-observability:kong:ClusterCertificate", name, { namespace, validityDays, renewBeforeDays }, opts);

        const key = new tls.PrivateKey(`${name}-key`, { algorithm: "ECDSA", ecdsaCurve: "P384" }, { parent: this });
        const certificate = new tls.SelfSignedCert(
            name,
            {
                privateKeyPem: key.privateKeyPem,
                // The name that data planes expect in the control plane's certificate.
                subject: { commonName: "kong_clustering" },
                allowedUses: ["digital_signature", "server_auth", "client_auth"],
                validityPeriodHours: validityDays * 24,
                earlyRenewalHours: renewBeforeDays * 24,
            },
            // The engine compares it with the last value and ignores its first appearance, so that upgrading an older
            // stack renews nothing.
            { parent: this, replacementTrigger: database },
        );
        const fingerprint = certificate.certPem.apply(certificateFingerprint);
        const content = { "tls.crt": certificate.certPem, "tls.key": key.privateKeyPem };
        this.ref = certificateSecret(name, { namespace, of: "cert", fingerprint, content }, this.within);
        this.registerOutputs({ ...this.ref });
    }
}
