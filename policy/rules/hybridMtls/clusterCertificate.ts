import type { Seen } from "../../library/resource";
import type { System } from "../../library/system";

/** The certificates that serve Kong's cluster, and their private keys. */
export interface ClusterCertificates {
    certificates: Seen[];
    keys: Seen[];
}

/** The common name that Kong gives a control plane's certificate. */
export const clusterName = "kong_clustering";

/**
 * Nothing states which certificate is the cluster's, since its Secret's content is secret. It is one in a component of
 * that name, with the right common name, or with that name itself. Other certificates are ignored.
 */
export function clusterCertificates(system: System): ClusterCertificates {
    const certificates = system
        .ofType("tls:index/selfSignedCert:SelfSignedCert")
        .filter((certificate) => isOurs(certificate) || subjectOf(certificate) === clusterName);
    const parents = new Set(certificates.filter(inComponent).map(({ parent }) => parent));
    const names = certificates.map(({ name }) => name);
    const keys = system
        .ofType("tls:index/privateKey:PrivateKey")
        .filter((key) => parents.has(key.parent) || isOurs(key) || names.some((name) => key.name.startsWith(name)));
    return { certificates, keys };
}

function subjectOf({ inputs: { subject } }: Seen): unknown {
    return (subject as { commonName?: unknown } | undefined)?.commonName;
}

function isOurs(resource: Seen): boolean {
    return inComponent(resource) || /cluster[-_]?cert/i.test(resource.name);
}

function inComponent({ parent }: Seen): boolean {
    return parent !== undefined && /:ClusterCertificate::[^:]*$/.test(parent);
}
