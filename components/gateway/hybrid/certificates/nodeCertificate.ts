import type * as pulumi from "@pulumi/pulumi";

/** What a Kong node needs for mTLS between control plane and data planes. */
export interface NodeCertificate {
    /** Secret of type `kubernetes.io/tls`, a new one for each certificate, so that a restarted pod finds its own. */
    secretName: pulumi.Input<string>;
    /**
     * Fingerprint of the certificate. As a pod annotation it restarts the pods when the certificate changes, since Kong
     * reads it only at start.
     */
    fingerprint: pulumi.Input<string>;
    /**
     * Where each node has a certificate of its own: the Secret then has `ca.crt` too, which signs what the other side
     * presents.
     *
     * @default all nodes share one certificate
     */
    pki?: {
        /** The name that data planes expect in the control plane's certificate, whatever address they connect to. */
        serverName: pulumi.Input<string>;
    };
}
