import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { GatewayCertificate } from "../../../model/gateway";
import { Component, type ComponentOptions } from "../../shared/component";
import { deckPod, type DeckPodArgs, runsAgainFor } from "./deckPod";

export interface GatewayCertificatesArgs extends Pick<DeckPodArgs, "registry" | "adminUrl" | "adminToken"> {
    namespace: string;
    /** Which database the control plane keeps it in: another one is empty, so the Job runs again. */
    database: pulumi.Input<string | null>;
    certificates: GatewayCertificate[];
    /**
     * Tag on what the gateway's configuration owns; certificates have one of their own, so that neither removes the
     * other's.
     */
    selectTag: string;
}

const stateFile = "certificates.yaml";

/**
 * Certificates for Kong, which reads no Secrets in hybrid mode: decK brings them from Secrets, at once and every night,
 * since they are renewed. Apart from the gateway's configuration, so that a certificate that is not issued yet holds
 * nothing else up.
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
            // decK prints what changes, and cannot mask a value of several lines.
            flags: ["--silence-events"],
        });
        new k8s.batch.v1.Job(
            name,
            // It waits for the Secrets, and `pulumi up` does not wait for it: who issues a certificate may take hours.
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

    /** Where nobody else makes its Secret, cert-manager is asked to. */
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
 * A decK state file whose certificates and keys are filled in by decK's template from its environment, so that no key
 * stands in a ConfigMap. The id stays, so that a renewed certificate takes the place of the old one instead of standing
 * beside it.
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

/** Of the form that Kong's database wants, always the same for a Secret (RFC 9562, version 8). */
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
