import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { authority, type Authority, issue } from "../../shared/certificates";
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

interface Side {
    namespace: string;
    side: "controller" | "gateway";
    usage: "client_auth" | "server_auth";
    dnsNames?: string[];
    by: Authority;
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

        const by = authority(`${name}-ca`, "Admin API of Kong", { parent: this });
        const made = (one: Omit<Side, "namespace" | "by">): CertificateRef =>
            this.issue(name, { ...one, namespace, by });
        this.controller = made({ side: "controller", usage: "client_auth" });
        this.gateway = made({ side: "gateway", usage: "server_auth", dnsNames: adminServerNames(adminService) });
        this.registerOutputs({ controller: this.controller.secretName, gateway: this.gateway.secretName });
    }

    private issue(name: string, { namespace, side, ...request }: Side): CertificateRef {
        const own = `${name}-${side}`;
        const { certPem, privateKeyPem } = issue(own, { ...request, subject: side }, { parent: this });
        const secretName = `kong-admin-api-${side}`;
        const secret = new k8s.core.v1.Secret(
            own,
            {
                metadata: { name: secretName, namespace },
                type: "kubernetes.io/tls",
                stringData: {
                    "tls.crt": certPem,
                    "tls.key": privateKeyPem,
                    "ca.crt": request.by.certificate.certPem,
                },
            },
            this.within,
        );
        return {
            secretName,
            fingerprint: pulumi.all([certPem, secret.urn]).apply(([pem]) => certificateFingerprint(pem)),
        };
    }
}
