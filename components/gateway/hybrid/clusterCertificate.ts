import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { Component, type ComponentOptions } from "../../shared/component";
import { certificateFingerprint } from "../nodes/fingerprint";

export interface ClusterCertificateArgs {
    namespace: string;
    /** @default 1095, as Kong's own `kong hybrid gen_cert` */
    validityDays: number;
    /** How long before its end `pulumi up` replaces it. */
    renewBeforeDays: number;
    /** Which database the control plane has (`DatabaseConnection.identity`): another one renews the certificate. */
    database: pulumi.Input<string | null>;
}

/** What a Kong node needs to take part in the cluster's mTLS. */
export interface ClusterCertificateRef {
    /** Secret of type `kubernetes.io/tls`, one for each certificate: a pod that starts again finds what it had. */
    secretName: pulumi.Input<string>;
    /**
     * Changes when the certificate does. In the pods' annotations it restarts them: Kong reads its certificate only at
     * start.
     */
    fingerprint: pulumi.Input<string>;
}

/**
 * The one certificate that control plane and data planes share (`cluster_mtls: shared`): both present it, and each
 * accepts no other. Old and new cannot overlap. Data planes with the old one serve the configuration that they have,
 * whatever the new control plane has, until they are replaced by such with the new one. So a new database, which is
 * empty, comes with a new certificate: data planes would take over its emptiness within a second, answer 404 to
 * everything, and count as ready.
 */
export class ClusterCertificate extends Component {
    public readonly ref: ClusterCertificateRef;

    constructor(name: string, args: ClusterCertificateArgs, opts?: ComponentOptions) {
        const { namespace, validityDays, renewBeforeDays, database } = args;
        // Not the database: a preview may not know it, or only try one out.
        super("kong-observability:kong:ClusterCertificate", name, { namespace, validityDays, renewBeforeDays }, opts);

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
            // The engine remembers it, and does nothing at the first sight of one: a stack from before renews nothing.
            { parent: this, replacementTrigger: database },
        );
        const fingerprint = certificate.certPem.apply(certificateFingerprint);
        const secretName = fingerprint.apply((print) => `kong-cluster-cert-${print.slice(0, 10)}`);
        const secret = new k8s.core.v1.Secret(
            name,
            {
                metadata: { name: secretName, namespace },
                type: "kubernetes.io/tls",
                immutable: true,
                stringData: { "tls.crt": certificate.certPem, "tls.key": key.privateKeyPem },
            },
            this.within,
        );

        const whenMade = <T>(value: pulumi.Output<T>): pulumi.Output<T> => secret.urn.apply(() => value);
        this.ref = { secretName: whenMade(secretName), fingerprint: whenMade(fingerprint) };
        this.registerOutputs({ ...this.ref });
    }
}
