import * as pulumi from "@pulumi/pulumi";
import { authority, issue, type Validity } from "../../../shared/certificates";
import { Component, type ComponentOptions } from "../../../shared/component";
import { ownCertificateSecret } from "./certificateSecret";
import type { NodeCertificate } from "./nodeCertificate";

/** A certificate with its private key, as PEM texts. */
export interface KeyPair {
    certificate: pulumi.Output<string>;
    /** A secret. */
    key: pulumi.Output<string>;
}

export interface ClusterAuthoritiesArgs extends Validity {
    namespace: string;
    /** The names in the control plane's certificate. Data planes expect the first. */
    serverNames: [string, ...string[]];
    /** `DatabaseConnection.identity` of the control plane's database. */
    database: pulumi.Input<string | null>;
    /** Groups whose data planes run here: each gets a Secret. */
    groups: string[];
    /** Groups whose data planes run on other clusters. */
    remoteGroups: string[];
    /** By group: a higher number replaces its authority and its certificate. @default 1 */
    generations: Record<string, number>;
}

/**
 * Certificates of `cluster_mtls: pki`: one for the control plane and one for each group of data planes, each signed by
 * an authority of its own. Kong's open-source edition asks of a data plane's certificate only that an authority in
 * `cluster_ca_cert` has signed it (kong/clustering/tls.lua at tag 3.9.3): common names are checked by the enterprise
 * edition alone. So a group without its authority in that file is refused, in either edition.
 *
 * A new database is empty: data planes that connected would load the empty configuration, and answer 404 to everything.
 * So it comes with a new authority of the control plane, which they trust once they are replaced, after decK.
 */
export class ClusterAuthorities extends Component {
    public readonly controlPlane: NodeCertificate;
    /** By the groups that run here. */
    public readonly groups: Record<string, NodeCertificate>;
    /** By the groups on other clusters. */
    public readonly remote: Record<string, KeyPair>;
    /** Signs the control plane's certificate: PEM text, public. */
    public readonly authority: pulumi.Output<string>;

    constructor(name: string, args: ClusterAuthoritiesArgs, opts?: ComponentOptions) {
        const { namespace, serverNames, groups, remoteGroups, generations, database } = args;
        const { validityDays, renewBeforeDays } = args;
        const said = { namespace, serverNames, groups, remoteGroups, generations, validityDays, renewBeforeDays };
        super("kong-observability:kong:ClusterAuthorities", name, said, opts);

        const server = this.pair(
            `${name}-control-plane`,
            // Kong's own name for it, beside those that data planes look for.
            { validityDays, renewBeforeDays, subject: "kong_clustering", usage: "server_auth", dnsNames: serverNames },
            database,
        );
        const pairOf = (group: string): [string, Pair] => {
            const wanted = { validityDays, renewBeforeDays, subject: group, usage: "client_auth" } as const;
            return [group, this.pair(`${name}-${group}`, wanted, generations[group] ?? 1)];
        };
        const local = groups.map(pairOf);
        const remote = remoteGroups.map(pairOf);
        const place = { namespace, serverName: serverNames[0] };
        this.authority = server.authority;
        this.controlPlane = ownCertificateSecret(
            `${name}-control-plane`,
            {
                ...place,
                ...server.issued,
                of: "control-plane",
                authorities: [...local, ...remote].map(([, pair]) => pair.authority),
            },
            this.within,
        );
        this.groups = Object.fromEntries(
            local.map(([group, { issued }]) => {
                const content = { ...place, ...issued, of: `dp-${group}`, authorities: [server.authority] };
                return [group, ownCertificateSecret(`${name}-${group}`, content, this.within)];
            }),
        );
        this.remote = Object.fromEntries(remote.map(([group, { issued }]) => [group, issued]));
        this.registerOutputs({ authority: this.authority });
    }

    /**
     * A certificate by an authority of its own, whose key is in the stack's state alone.
     *
     * @param remade replaces both, with new keys, when it changes
     */
    private pair(name: string, wanted: Wanted, remade: pulumi.Input<string | number | null>): Pair {
        const opts = { parent: this, replacementTrigger: remade };
        // Before any certificate could outlive it.
        const outlives = wanted.validityDays + wanted.renewBeforeDays;
        const by = authority(`${name}-authority`, `Kong cluster: ${wanted.subject}`, opts, outlives);
        const { certPem, privateKeyPem } = issue(name, { ...wanted, by }, opts);
        return {
            authority: by.certificate.certPem,
            issued: { certificate: certPem, key: pulumi.secret(privateKeyPem) },
        };
    }
}

type Wanted = Omit<Parameters<typeof issue>[1], "by"> & Validity;

/** A certificate, and what has signed it: PEM texts. */
interface Pair {
    authority: pulumi.Output<string>;
    issued: KeyPair;
}
