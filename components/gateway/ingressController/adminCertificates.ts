import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { Component, type ComponentOptions } from "../../shared/component";
import { type Served, serviceHost } from "../../../model/services";
import { certificateFingerprint } from "../nodes/fingerprint";

export interface AdminCertificatesArgs {
    namespace: string;
    /** The headless Service of the gateways' Admin API. */
    adminService: Pick<Served, "service" | "namespace">;
}

/** One side's certificate: a Secret with `tls.crt`, `tls.key` and the authority's `ca.crt`. */
export interface CertificateRef {
    secretName: string;
    /**
     * Changes with the certificate. As a pod annotation it restarts the pods, since both sides read their certificate
     * only at start.
     */
    fingerprint: pulumi.Output<string>;
}

/**
 * The DNS names of a gateway's certificate. A controller that finds gateways by their Service expects
 * `pod.<service>.<namespace>.svc` of each, regardless of its setting for a server name (internal/adminapi/endpoints.go
 * and client.go of Kong/kubernetes-ingress-controller at v3.5.13).
 */
export function adminServerNames(adminService: Pick<Served, "service" | "namespace">): string[] {
    return [`*.${serviceHost(adminService)}`];
}

const day = 24;

interface Issued {
    namespace: string;
    side: "controller" | "gateway";
    usage: "client_auth" | "server_auth";
    dnsNames?: string[];
    /** Key of the certificate authority. */
    key: tls.PrivateKey;
    authority: tls.SelfSignedCert;
}

/**
 * mTLS between the ingress controller and the gateways' Admin API, which has no other authentication in the open-source
 * edition. Client and server have separate certificates, so that a compromised gateway cannot configure the others.
 */
export class AdminCertificates extends Component {
    public readonly controller: CertificateRef;
    public readonly gateway: CertificateRef;

    constructor(name: string, args: AdminCertificatesArgs, opts?: ComponentOptions) {
        const { namespace, adminService } = args;
        super("kong-observability:kong:AdminCertificates", name, { namespace }, opts);

        const key = new tls.PrivateKey(`${name}-ca`, { algorithm: "ECDSA", ecdsaCurve: "P384" }, { parent: this });
        const authority = new tls.SelfSignedCert(
            `${name}-ca`,
            {
                privateKeyPem: key.privateKeyPem,
                subject: { commonName: "Admin API of Kong" },
                isCaCertificate: true,
                allowedUses: ["cert_signing"],
                // The authority outlives many certificates, so that old and new ones are valid side by side while pods
                // restart.
                validityPeriodHours: 20 * 365 * day,
            },
            { parent: this },
        );
        const issue = (certificate: Omit<Issued, "namespace" | "key" | "authority">): CertificateRef =>
            this.issue(name, { ...certificate, namespace, key, authority });
        this.controller = issue({ side: "controller", usage: "client_auth" });
        this.gateway = issue({ side: "gateway", usage: "server_auth", dnsNames: adminServerNames(adminService) });
        this.registerOutputs({ controller: this.controller.secretName, gateway: this.gateway.secretName });
    }
    private issue(name: string, args: Issued): CertificateRef {
        const { namespace, side, usage, dnsNames, key, authority } = args;
        const own = `${name}-${side}`;
        const { privateKeyPem } = new tls.PrivateKey(own, { algorithm: "ECDSA", ecdsaCurve: "P384" }, { parent: this });
        const request = new tls.CertRequest(
            own,
            { privateKeyPem, subject: { commonName: side }, dnsNames },
            { parent: this },
        );
        const certificate = new tls.LocallySignedCert(
            own,
            {
                certRequestPem: request.certRequestPem,
                caPrivateKeyPem: key.privateKeyPem,
                caCertPem: authority.certPem,
                allowedUses: ["digital_signature", usage],
                validityPeriodHours: 1095 * day,
                earlyRenewalHours: 90 * day,
            },
            { parent: this },
        );
        const secretName = `kong-admin-api-${side}`;
        const secret = new k8s.core.v1.Secret(
            own,
            {
                metadata: { name: secretName, namespace },
                type: "kubernetes.io/tls",
                stringData: {
                    "tls.crt": certificate.certPem,
                    "tls.key": privateKeyPem,
                    "ca.crt": authority.certPem,
                },
            },
            this.within,
        );
        return {
            secretName,
            fingerprint: pulumi.all([certificate.certPem, secret.urn]).apply(([pem]) => certificateFingerprint(pem)),
        };
    }
}
