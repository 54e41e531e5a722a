import * as pulumi from "@pulumi/pulumi";
import type { InCluster, InDeepFlow, OtlpDestination, StackDestination } from "../../model/destinations";
import type { CentralReceiver, SenderCertificate, SenderCertificates, TelemetrySignal } from "../../model/layers";
import type { TelemetryReference } from "../../model/references";
import type { CredentialTexts } from "../shared/credentials";

/** What another stack's outputs say of its collector, which takes telemetry of other clusters. */
export interface OtherReceiver {
    /** Plain texts, which a preview knows. */
    central: CentralReceiver;
    /** A secret, of all senders. */
    certificates: pulumi.Output<SenderCertificates>;
}

/**
 * What is missing for sending there, as the end of a sentence, if anything is.
 * @param central the output `otlp.central`
 * @param issued names in the output `telemetrySenders`
 * @param up what to run there
 */
export function lackingReceiver(
    central: CentralReceiver | undefined,
    issued: readonly string[],
    { signal, sender, up }: Pick<TelemetryReference, "signal" | "sender"> & { up: string },
): string | undefined {
    const receive = "kong-observability:collector.receive";
    if (central === undefined) {
        return `takes no telemetry of other clusters: it has no output "otlp.central". Set ${receive} there, with a sender for this stack. ${up}`;
    }
    if (!central.signals.includes(signal)) {
        return (
            `takes no ${signal === "logs" ? "log records" : "spans"} of other clusters: its output "otlp.central.signals" has ` +
            `${central.signals.join(", ")} alone, since nothing there takes them of its collector. Set ` +
            `kong-observability:${signal}.otlp or ${signal}.destinations there. ${up}`
        );
    }
    if (sender === undefined) {
        return undefined;
    }
    if (!central.senders.includes(sender)) {
        return (
            `takes no telemetry of "${sender}": its output "otlp.central.senders" has ${central.senders.join(", ")}. ` +
            `Add it to ${receive}.senders there. ${up}`
        );
    }
    if (!central.issued.includes(sender)) {
        return (
            `issues no certificate for "${sender}", which brings its own: ${receive}.senders there has its \`ca\`. ` +
            "Set clientCertificate here in place of sender, or take the `ca` out there"
        );
    }
    return issued.includes(sender)
        ? undefined
        : `has no certificate of "${sender}" in its output "telemetrySenders". ${up}`;
}

/** Settings of a signal, with destinations that may be other stacks. */
interface Signal {
    destinations: readonly (InCluster | InDeepFlow | OtlpDestination | StackDestination)[];
}

/** Log records do not go to DeepFlow. */
interface LogsSignal extends Signal {
    destinations: readonly (InCluster | OtlpDestination | StackDestination)[];
}

/** The same with each of those as the receiver that it is. */
type Resolved<Of extends Signal> = Of extends Signal
    ? Omit<Of, "destinations"> & {
          destinations: (Exclude<Of["destinations"][number], { kind: "stack" }> | OtlpDestination)[];
      }
    : never;

/**
 * Destinations that are other stacks, by what those export: OTLP receivers, with what proves who sends among the
 * credentials of this stack.
 *
 * @param receivers by the stack's name
 * @throws Error if one is not there, of which readLayers has told the user
 */
export function sendingTo<Traces extends Signal, Logs extends LogsSignal>(
    { traces, logs, credentials }: { traces: Traces; logs: Logs; credentials: CredentialTexts },
    receivers: Readonly<Record<string, OtherReceiver>>,
): { traces: Resolved<Traces>; logs: Resolved<Logs>; credentials: CredentialTexts } {
    const texts: Record<string, pulumi.Output<string>> = { ...credentials };
    const resolved = <Of extends Signal>(signal: TelemetrySignal, settings: Of): Resolved<Of> => {
        const destinations = settings.destinations.map((one) => {
            if (one.kind !== "stack") {
                return one;
            }
            const other = receivers[one.stack];
            if (other === undefined) {
                throw new Error(`${one.stack} takes no telemetry`);
            }
            const made = destinationOf(`${signal}.${one.name}`, one, other);
            Object.assign(texts, made.texts);
            return made.destination;
        });
        return { ...settings, destinations } as unknown as Resolved<Of>;
    };
    return { traces: resolved("traces", traces), logs: resolved("logs", logs), credentials: texts };
}

/** @param called part of the names of its credentials, which no credential of the settings can have for its dot */
function destinationOf(
    called: string,
    { name, protocol, compression, sender, clientCertificate }: StackDestination,
    { central, certificates }: OtherReceiver,
): { destination: OtlpDestination; texts: Record<string, pulumi.Output<string>> } {
    const { grpc, http, serverName, caCertificate } = central;
    const part = (of: keyof SenderCertificate): pulumi.Output<string> =>
        certificates.apply((all) => all[sender ?? ""]?.[of] ?? "");
    const endpoint = protocol === "grpc" ? `https://${grpc}` : http;
    const issued = { certificate: { credential: `${called}.crt` }, key: { credential: `${called}.key` } };
    return {
        destination: {
            kind: "otlp",
            name,
            endpoint,
            protocol,
            ...(compression && { compression }),
            ...(caCertificate !== undefined && { ca: { credential: `${called}.ca` } }),
            clientCertificate: clientCertificate ?? issued,
            ...(!endpoint.startsWith(`https://${serverName}:`) && { serverName }),
        },
        texts: {
            ...(caCertificate !== undefined && { [`${called}.ca`]: pulumi.output(caCertificate) }),
            ...(clientCertificate === undefined && {
                [`${called}.crt`]: part("certificate"),
                [`${called}.key`]: part("key"),
            }),
        },
    };
}
