import { X509Certificate } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { elsewhere } from "../../../model/destinations";
import type { MonitorLabels } from "../../../model/layers";
import { secretMark } from "../../../model/values";
import type { Alert } from "../../shared/alertRules";
import type { CredentialTexts } from "../../shared/credentials";
import type { CollectorDestinations } from "./destinationExporters";

/** When a certificate for telemetry between clusters ends, in seconds, by `holder`. */
const certificateEnd = "holder:telemetry_certificate_end:timestamp_seconds";

/** Nobody exports when a certificate ends that only its holders read, so the program records what it knows. */
export const certificateAlert: Alert = {
    alert: "TelemetryCertificateExpiring",
    expr: `${certificateEnd} - time() < 30 * 86400`,
    for: "1h",
    labels: { severity: "warning" },
    dashboard: { name: "telemetry" },
    annotations: {
        summary:
            "The certificate of {{ $labels.holder }} for telemetry between clusters ends in {{ $value | humanizeDuration }}",
        description:
            "Afterwards the central collector and this sender refuse each other. `pulumi up` in the central stack renews " +
            "it; the sender's stack needs the new one.",
    },
};

/** When the certificates end that the collector shows to destinations, as far as they are among the `credentials`. */
export function endsOf(
    { traces, logs }: CollectorDestinations,
    credentials: CredentialTexts,
): Record<string, pulumi.Output<number>> {
    return Object.fromEntries(
        [...elsewhere(traces), ...elsewhere(logs)].flatMap(({ name, clientCertificate }) => {
            const shown = clientCertificate?.certificate;
            const text = shown && "credential" in shown ? credentials[shown.credential] : undefined;
            return shown === undefined || !("credential" in shown) || text === undefined
                ? []
                : [[`destination ${name}`, endOf(shown.credential, text)] as const];
        }),
    );
}

/** @throws Error if the credential is no certificate; the plan has none of its text */
function endOf(credential: string, text: pulumi.Output<string>): pulumi.Output<number> {
    const end = text.apply((pem) => {
        if (pem === secretMark) {
            return Number.POSITIVE_INFINITY;
        }
        try {
            return Date.parse(new X509Certificate(pem).validTo) / 1000;
        } catch {
            throw new Error(`credentials.${credential}: got something else; allowed: a certificate in PEM`);
        }
    });
    // When a certificate ends is no secret: everyone sees it who connects.
    return pulumi.unsecret(end);
}

/** The PrometheusRule with all ends. */
export function recordEnds(
    name: string,
    args: { namespace: string; monitorLabels: MonitorLabels; ends: Record<string, pulumi.Output<number>> },
    opts: pulumi.CustomResourceOptions,
): void {
    const rules = Object.entries(args.ends).map(([holder, end]) => ({
        record: certificateEnd,
        expr: end.apply((seconds) => `vector(${Number.isFinite(seconds) ? seconds : "+Inf"})`),
        labels: { holder },
    }));
    const group = "telemetry-certificates";
    new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: { name: group, namespace: args.namespace, labels: args.monitorLabels },
            spec: { groups: [{ name: group, rules }] },
        },
        opts,
    );
}
