import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import type { DataPlaneCertificates, RemoteControlPlane } from "../../../model/layers";
import { Component, type ComponentOptions } from "../../shared/component";
import { kongImage } from "../nodes/podValues";
import { balancerAddress, balancerOf } from "../../shared/loadBalancer";
import type { GatewayOptions, GatewayPlace } from "../contract";
import type { ClusterCertificates } from "./certificates/connect";
import type { ChartPlace } from "./controlPlane";
import { podLabels } from "./nodeValues";

/** How data planes on other clusters reach the control plane. */
export interface ExposeSettings {
    /** Addresses from which they and the load balancer come, as CIDR ranges. */
    from: string[];
    /** A name that leads to the load balancer. @default the load balancer's own, known once it exists */
    hostname?: string;
    annotations: Record<string, string>;
}

interface RemoteEndpointArgs extends ExposeSettings, ChartPlace, Pick<GatewayPlace, "loadBalancers"> {
    enterprise: boolean;
}

/** What data planes on other clusters need: where the control plane is, how they know it, and their certificates. */
export function remoteAccess(
    expose: ExposeSettings,
    { remote }: Pick<ClusterCertificates, "remote">,
    place: Pick<GatewayPlace, "loadBalancers" | "delivery"> & ChartPlace & { edition: "open-source" | "enterprise" },
    opts: GatewayOptions,
): { layer: RemoteControlPlane<pulumi.Output<string>>; certificates: pulumi.Output<DataPlaneCertificates> } {
    if (remote === undefined) {
        throw new Error("kong.controlPlane.expose: needs kong.certificate.mtls pki");
    }
    const { namespace, releaseName, loadBalancers, edition, delivery } = place;
    const enterprise = edition === "enterprise";
    const endpoint = new RemoteEndpoint(
        "kong-cp-remote",
        { ...expose, namespace, releaseName, loadBalancers, enterprise },
        opts,
    );
    return {
        layer: {
            clusterEndpoint: endpoint.cluster,
            ...(endpoint.telemetry && { telemetryEndpoint: endpoint.telemetry }),
            serverName: remote.serverName,
            caCertificate: remote.authority,
            version: kongImage("kong", edition, delivery.registry).tag,
            groups: Object.keys(remote.groups),
        },
        certificates: pulumi.secret(pulumi.output(remote.groups)),
    };
}

/**
 * An internal load balancer in front of the control plane's cluster ports. It passes TLS through: control plane and
 * data planes check each other's certificates. One Service for both ports, since the chart's would be a load balancer
 * each.
 */
class RemoteEndpoint extends Component {
    /** `host:port` for data planes on other clusters. */
    public readonly cluster: pulumi.Output<string>;
    /** `host:port` for data planes on other clusters; enterprise only. */
    public readonly telemetry: pulumi.Output<string> | undefined;

    /** @param opts must depend on the control plane: a load balancer without pods never becomes ready */
    constructor(name: string, args: RemoteEndpointArgs, opts: ComponentOptions) {
        const { namespace, releaseName, enterprise, from, hostname, annotations, loadBalancers } = args;
        const said = { namespace, from, hostname };
        super("kong-observability:kong:RemoteEndpoint", name, said, opts);

        const balancer = balancerOf({ scheme: "internal", annotations }, loadBalancers);
        const place = { releaseName, namespace };
        const { cluster } = servedBy("kong", "cluster", place).ports;
        const { telemetry } = servedBy("kong", "telemetry", place).ports;
        const ports = [
            { name: "cluster", port: cluster, targetPort: cluster },
            ...(enterprise ? [{ name: "telemetry", port: telemetry, targetPort: telemetry }] : []),
        ];
        const service = new k8s.core.v1.Service(
            name,
            {
                metadata: { name, namespace, annotations: balancer.annotations },
                spec: {
                    type: "LoadBalancer",
                    ...(balancer.className !== undefined && { loadBalancerClass: balancer.className }),
                    loadBalancerSourceRanges: from,
                    selector: { "app.kubernetes.io/name": "kong", ...podLabels(releaseName) },
                    ports,
                },
            },
            this.within,
        );
        const address = hostname === undefined ? balancerAddress(service) : service.urn.apply(() => hostname);
        this.cluster = pulumi.interpolate`${address}:${cluster}`;
        this.telemetry = enterprise ? pulumi.interpolate`${address}:${telemetry}` : undefined;
        this.registerOutputs({ cluster: this.cluster });
    }
}
