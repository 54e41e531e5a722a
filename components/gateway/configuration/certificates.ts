import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { GatewayCertificate } from "../../../model/gateway";
import { Component, type ComponentOptions } from "../../shared/component";
import { deckPod, type DeckPodArgs, runsAgainFor } from "./deckPod";

export interface GatewayCertificatesArgs extends Pick<DeckPodArgs, "registry" | "adminUrl" | "adminToken"> {
    namespace: string;
    /** Identity of the control plane's database: a new database is empty, so the Job runs again. */
    database: pulumi.Input<string | null>;
    certificates: GatewayCertificate[];
    /**
     * Tag of the gateway's configuration. Certificates get a tag of their own, so that neither sync removes the other's
     * entities.
     */
    selectTag: string;
}

const stateFile = "certificates.yaml";

/**
 * TLS certificates for Kong, which cannot read Secrets in hybrid mode. decK copies them from Secrets, at once and then
 * every night because they are renewed. Separate from the gateway's configuration, so that a certificate that is not
 * issued yet does not block it.
 */
export class GatewayCertificates extends Component {
    constructor(name: string, args: GatewayCertificatesArgs, opts?: ComponentOptions) {
        const { namespace, database, certificates, selectTag } = args;
        super(
            "kong-observability:kong:GatewayCertificates",
            name,
            { namespace, hosts: certificates.flatMap(({ hosts }) => hosts) },
            opts,
        );

        for (const certificate of certificates) {
            this.request(name, namespace, certificate);
        }

        const content = certificatesFile(certificates, `${selectTag}-certificates`);
        const objectName = `kong-certificates-${createHash("sha256").update(content).digest("hex").slice(0, 10)}`;
        const file = new k8s.core.v1.ConfigMap(
            name,
            { metadata: { name: objectName, namespace }, immutable: true, data: { [stateFile]: content } },
            this.within,
        );
        const template = deckPod({
            ...args,
            file: { configMap: objectName, key: stateFile },
            env: certificates.flatMap(({ secretName }, index) => pemVariables(secretName, index)),
            // decK prints a diff, and cannot mask values that span several lines.
            flags: ["--silence-events"],
        });
        new k8s.batch.v1.Job(
            name,
            // The Job waits for the Secrets. `pulumi up` does not wait for the Job: issuing a certificate may take
            // hours.
            {
                metadata: { name: objectName, namespace, annotations: { "pulumi.com/skipAwait": "true" } },
                spec: { backoffLimit: 6, template },
            },
            { ...this.after(file), ...runsAgainFor(database) },
        );
        new k8s.batch.v1.CronJob(
            `${name}-renewal`,
            {
                metadata: { name: "kong-certificates", namespace },
                spec: {
                    schedule: "23 3 * * *",
                    concurrencyPolicy: "Forbid",
                    startingDeadlineSeconds: 3600,
                    jobTemplate: { spec: { backoffLimit: 6, activeDeadlineSeconds: 3600, template } },
                },
            },
            this.after(file),
        );
        this.registerOutputs();
    }

    /** Requests the certificate from cert-manager, unless its Secret comes from elsewhere. */
    private request(name: string, namespace: string, { secretName, hosts, issuer }: GatewayCertificate): void {
        if (issuer === undefined) {
            return;
        }
        new k8s.apiextensions.CustomResource(
            `${name}-${secretName}`,
            {
                apiVersion: "cert-manager.io/v1",
                kind: "Certificate",
                metadata: { name: secretName, namespace },
                spec: {
                    secretName,
                    dnsNames: hosts,
                    issuerRef: { group: "cert-manager.io", ...issuer },
                    privateKey: { rotationPolicy: "Always" },
                },
            },
            this.within,
        );
    }
}

/**
 * A decK state file. decK's template fills in certificates and keys from environment variables, so that no private key
 * is in a ConfigMap. The id is stable, so that a renewed certificate replaces the old one.
 */
export function certificatesFile(certificates: GatewayCertificate[], selectTag: string): string {
    const filled = certificates.map(({ secretName, hosts }, index) => {
        const rest = stringify([{ id: stableId(secretName), snis: hosts.map((name) => ({ name })) }]).trimEnd();
        const pem = (field: string, variable: string): string =>
            `  ${field}: |-\n    \${{ env "${variable}" | indent 4 }}`;
        return [rest, pem("cert", certificateVariable(index)), pem("key", keyVariable(index))].join("\n");
    });
    return `${stringify({ _format_version: "3.0", _info: { select_tags: [selectTag] } })}certificates:\n${filled.join("\n")}\n`;
}

function pemVariables(secretName: string, index: number): NonNullable<DeckPodArgs["env"]> {
    return [
        { name: certificateVariable(index), valueFrom: { secretKeyRef: { name: secretName, key: "tls.crt" } } },
        { name: keyVariable(index), valueFrom: { secretKeyRef: { name: secretName, key: "tls.key" } } },
    ];
}

function certificateVariable(index: number): string {
    return `DECK_CERTIFICATE_${index}`;
}

function keyVariable(index: number): string {
    return `DECK_CERTIFICATE_KEY_${index}`;
}

/** A UUID, as Kong's database requires, derived from the Secret's name (RFC 9562, version 8). */
function stableId(secretName: string): string {
    const hex = createHash("sha256").update(secretName).digest("hex");
    return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `8${hex.slice(13, 16)}`,
        `8${hex.slice(17, 20)}`,
        hex.slice(20, 32),
    ].join("-");
}
