import type * as pulumi from "@pulumi/pulumi";
import type { Validity } from "../../../shared/certificates";
import type { ComponentOptions } from "../../../shared/component";
import { ClusterAuthorities, type ClusterAuthoritiesArgs, type KeyPair } from "./clusterAuthorities";
import { ClusterCertificate } from "./clusterCertificate";
import type { NodeCertificate } from "./nodeCertificate";

/** mTLS between control plane and data planes. */
export interface CertificateSettings extends Validity, Pick<ClusterAuthoritiesArgs, "remoteGroups" | "generations"> {
    /** One certificate for all nodes, or an authority and a certificate for each group of data planes. */
    mtls: "shared" | "pki";
}

type Surroundings = Pick<ClusterAuthoritiesArgs, "namespace" | "serverNames" | "database" | "groups">;

export interface ClusterCertificates {
    controlPlane: NodeCertificate;
    /** The certificate of a data plane that runs here. */
    of: (group: string) => NodeCertificate;
    /** With certificates of their own: what data planes on other clusters need. */
    remote?: {
        /** The name in the control plane's certificate. */
        serverName: string;
        /** What signs it: PEM text, public. */
        authority: pulumi.Output<string>;
        /** By group. */
        groups: Record<string, KeyPair>;
    };
}

export function connectCertificates(
    { mtls, validityDays, renewBeforeDays, remoteGroups, generations }: CertificateSettings,
    around: Surroundings,
    opts: ComponentOptions,
): ClusterCertificates {
    const { namespace, database, groups, serverNames } = around;
    const validity = { validityDays, renewBeforeDays };
    switch (mtls) {
        case "shared": {
            const args = { namespace, ...validity, database };
            const { ref } = new ClusterCertificate("kong-cluster-certificate", args, opts);
            return { controlPlane: ref, of: () => ref };
        }
        case "pki": {
            const made = new ClusterAuthorities(
                "kong-cluster",
                { ...around, ...validity, remoteGroups, generations },
                opts,
            );
            return {
                controlPlane: made.controlPlane,
                of: (group) => {
                    const certificate = made.groups[group];
                    if (certificate === undefined) {
                        throw new Error(`no certificate for data plane ${group}, only for ${groups.join(", ")}`);
                    }
                    return certificate;
                },
                remote: { serverName: serverNames[0], authority: made.authority, groups: made.remote },
            };
        }
    }
}
