import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { CentralReceiver, ClusterLayer, SenderCertificate, TelemetrySignal } from "../../../../model/layers";
import { type Served, serviceHost } from "../../../../model/services";
import { authority, issue, type Issued } from "../../../shared/certificates";
import { Component, type ComponentOptions } from "../../../shared/component";
import { balancerAddress, balancerOf } from "../../../shared/loadBalancer";
import type { PodNeeds } from "../destinationExporters";
import { receiverFiles, receiverFolder } from "./config";

/** Who may send from other clusters, and where. */
export interface ReceiveSettings {
    /** Each with a certificate of its own. */
    senders: Sender[];
    /** @default senders expect the Service's name in the certificate, whatever address they use */
    hostname?: string;
    service:
        | { type: "LoadBalancer"; scheme: "internal" | "internet-facing"; annotations: Record<string, string> }
        | { type: "ClusterIP" };
    /**
     * An existing Secret with `tls.crt` and `tls.key`, and its authority in PEM unless that is a public one.
     * @default a certificate of this stack's own
     */
    certificate?: { secretName: string; ca?: string };
}

interface Sender {
    name: string;
    /**
     * The authority of its certificates in PEM, which no other sender has.
     * @default one of this stack's own, which issues its certificate
     */
    ca?: string;
}

/** The Service, the Secret and the NetworkPolicy. */
const receiverName = "opentelemetry-receiver";

const receiverService = (namespace: string) =>
    ({ service: receiverName, namespace, ports: { otlpGrpc: 4317, otlpHttp: 4318 } }) satisfies Served;

export interface ReceiverArgs extends ReceiveSettings {
    namespace: string;
}

/**
 * Certificates of the receiver for other clusters. Each sender has an authority of its own, and the receiver accepts
 * all of them: a sender is shut out by taking its authority away, and no other one needs a new certificate for that
 * (the collector reads no revocation list). The authorities outlive the certificates, so that a renewed one is accepted
 * at once.
 */
export class Receiver extends Component {
    /** The Secret whose content the pods need. */
    public readonly secret: k8s.core.v1.Secret;
    /** Changes with the certificates in it. As a pod annotation it restarts the pods. */
    public readonly fingerprint: pulumi.Output<string>;
    /** The receiver's authority in PEM; undefined if it is a public one. */
    public readonly caCertificate: pulumi.Output<string> | undefined;
    /** What senders show, by name; a secret. Without those whose certificates others issue. */
    public readonly certificates: Record<string, pulumi.Output<SenderCertificate>>;
    /** When each certificate that is issued here ends, in seconds, by its holder. */
    public readonly ends: Record<string, pulumi.Output<number>>;

    constructor(name: string, args: ReceiverArgs, opts?: ComponentOptions) {
        const { namespace, senders, hostname, service, certificate } = args;
        super(
            "kong-observability:observability:Receiver",
            name,
            { namespace, senders: senders.map((sender) => sender.name), hostname, type: service.type },
            opts,
        );
        const own = { parent: this };
        const accepted = senders.map(({ name: sender, ca }) => {
            if (ca !== undefined) {
                return { sender, ca, issued: undefined };
            }
            const by = authority(`${name}-sender-${sender}-ca`, `Telemetry of ${sender}`, own);
            const issued = issue(`${name}-sender-${sender}`, { by, subject: sender, usage: "client_auth" }, own);
            return { sender, ca: by.certificate.certPem, issued };
        });
        const server = certificate === undefined ? this.server(name, args) : undefined;
        const bundle = pulumi.all(accepted.map(({ ca }) => ca)).apply((all) => all.map((pem) => pem.trim()).join("\n"));
        this.secret = new k8s.core.v1.Secret(
            name,
            {
                metadata: { name: receiverName, namespace },
                stringData: {
                    [receiverFiles.senders]: bundle,
                    ...(server && {
                        [receiverFiles.certificate]: server.issued.certPem,
                        [receiverFiles.key]: server.issued.privateKeyPem,
                    }),
                },
            },
            this.within,
        );
        this.fingerprint = pulumi
            .all([bundle, server?.issued.certPem ?? ""])
            .apply((all) => createHash("sha256").update(all.join("\n")).digest("hex"));
        this.caCertificate = server?.ca ?? (certificate?.ca === undefined ? undefined : pulumi.output(certificate.ca));
        const issued = accepted.flatMap(({ sender, issued: one }) => (one ? [[sender, one] as const] : []));
        this.certificates = Object.fromEntries(issued.map(([sender, one]) => [sender, shown(one)]));
        this.ends = {
            ...(server && { "the receiver": endOf(server.issued) }),
            ...Object.fromEntries(issued.map(([sender, one]) => [`sender ${sender}`, endOf(one)])),
        };
        this.registerOutputs({});
    }

    private server(name: string, { namespace, hostname }: ReceiverArgs): { issued: Issued; ca: pulumi.Output<string> } {
        const own = { parent: this };
        const by = authority(`${name}-ca`, "Telemetry receiver", own);
        const dnsNames = [...(hostname === undefined ? [] : [hostname]), serviceHost(receiverService(namespace))];
        const issued = issue(name, { by, subject: receiverName, usage: "server_auth", dnsNames }, own);
        return { issued, ca: by.certificate.certPem };
    }
}

const endOf = ({ validityEndTime }: Issued): pulumi.Output<number> =>
    validityEndTime.apply((time) => Math.floor(Date.parse(time) / 1000));

function shown({ certPem, privateKeyPem }: Issued): pulumi.Output<SenderCertificate> {
    return pulumi.secret(pulumi.all([certPem, privateKeyPem]).apply(([certificate, key]) => ({ certificate, key })));
}

/** The pod's volume with the receiver's files. */
export function receiverNeeds({ certificate }: ReceiveSettings): Pick<PodNeeds, "volumes" | "volumeMounts"> {
    const files = (...names: string[]): { key: string; path: string }[] => names.map((key) => ({ key, path: key }));
    const pair = files(receiverFiles.certificate, receiverFiles.key);
    const sources =
        certificate === undefined
            ? [{ secret: { name: receiverName, items: [...pair, ...files(receiverFiles.senders)] } }]
            : [
                  { secret: { name: certificate.secretName, items: pair } },
                  { secret: { name: receiverName, items: files(receiverFiles.senders) } },
              ];
    return {
        volumes: [{ name: "receiver", projected: { sources } }],
        volumeMounts: [{ name: "receiver", mountPath: receiverFolder, readOnly: true }],
    };
}

export interface ExposedReceiverArgs extends ReceiverArgs {
    /** Labels of the collector's pods. */
    labels: Record<string, string>;
    /** The receiver's ports in the container. */
    ports: { grpc: number; http: number };
    loadBalancers: ClusterLayer["loadBalancers"];
    receiver: Receiver;
    /** What the collector has pipelines for. */
    signals: TelemetrySignal[];
}

/**
 * The Service that leads other clusters to the receiver, and the policy that keeps them from the collector's other
 * ports, which ask for no certificate. TLS ends in the collector, so no load balancer holds a key.
 *
 * @param opts.dependsOn the collector, since Pulumi waits until the Service has pods
 * @throws Error as {@link balancerOf}
 */
export function exposeReceiver(
    name: string,
    { namespace, service, hostname, labels, ports, loadBalancers, senders, receiver, signals }: ExposedReceiverArgs,
    opts: pulumi.CustomResourceOptions,
): CentralReceiver<pulumi.Output<string>> {
    const balancer = service.type === "LoadBalancer" ? balancerOf(service, loadBalancers) : undefined;
    const inside = ([{ port: ports.grpc }, { port: ports.http }] as const).map((one) => ({ ...one, protocol: "TCP" }));
    new k8s.networking.v1.NetworkPolicy(
        name,
        {
            metadata: { name: receiverName, namespace },
            spec: {
                podSelector: { matchLabels: labels },
                policyTypes: ["Ingress"],
                // Pods of the cluster reach every port, all others those that ask for a certificate.
                ingress: [{ from: [{ namespaceSelector: {} }] }, { ports: inside }],
            },
        },
        opts,
    );
    const served = receiverService(namespace);
    const made = new k8s.core.v1.Service(
        name,
        {
            metadata: {
                name: receiverName,
                namespace,
                ...(balancer && { annotations: balancer.annotations }),
            },
            spec: {
                type: service.type,
                ...(balancer?.className !== undefined && { loadBalancerClass: balancer.className }),
                selector: labels,
                ports: [
                    { name: "otlp-grpc", port: served.ports.otlpGrpc, targetPort: ports.grpc, protocol: "TCP" },
                    { name: "otlp-http", port: served.ports.otlpHttp, targetPort: ports.http, protocol: "TCP" },
                ],
            },
        },
        opts,
    );
    const address = balancer ? balancerAddress(made) : made.urn.apply(() => serviceHost(served));
    const host = hostname === undefined ? address : made.urn.apply(() => hostname);
    return {
        grpc: pulumi.interpolate`${host}:${served.ports.otlpGrpc}`,
        http: pulumi.interpolate`https://${host}:${served.ports.otlpHttp}`,
        serverName: hostname ?? serviceHost(served),
        ...(balancer && { loadBalancer: address }),
        ...(receiver.caCertificate && { caCertificate: receiver.caCertificate }),
        signals,
        senders: senders.map((sender) => sender.name),
        issued: Object.keys(receiver.certificates),
    };
}
