import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../component";
import { ChartRelease, type Delivery } from "../release/chartRelease";
import { type Served, serviceHost, serviceUrl } from "../release/serves";
import { dataPlaneValues, type DataPlaneSettings, type ProxyExposure } from "./dataPlaneValues";

export interface DataPlaneArgs extends Omit<DataPlaneSettings, "registry"> {
    namespace: string;
    delivery: Delivery;
}

/** Kong's data plane: takes the traffic. Needs no database, and serves its last configuration while the control plane is away. */
export class DataPlane extends Component {
    /** Where clients reach it: the load balancer's address, `<node>:<port>`, or the Service's name. A load balancer's is known once it exists. */
    public readonly proxyAddress: pulumi.Output<string>;
    /** Its base address inside the cluster, plain HTTP. Known at preview. */
    public readonly proxyUrl: pulumi.Output<string>;

    /** @param opts must depend on the gateway's configuration: without any, a data plane never becomes ready. */
    constructor(name: string, args: DataPlaneArgs, opts: ComponentOptions) {
        const { namespace, delivery, releaseName, edition, replicas, exposure, sampling, certificate } = args;
        super(
            "kong-observability:kong:DataPlane",
            name,
            { namespace, edition: edition.kind, replicas, proxyType: exposure.type, sampling, certificateSecret: certificate.secretName, certificateFingerprint: certificate.fingerprint },
            opts,
        );

        const proxy = { service: `${releaseName}-kong-proxy`, namespace, ports: { http: 80, https: 443 } } satisfies Served;
        const release = new ChartRelease(
            name,
            {
                chart: "kong",
                releaseName,
                namespace,
                delivery,
                values: dataPlaneValues({ ...args, registry: delivery.registry }),
                serves: [proxy],
                skipCrds: true,
            },
            this.within,
        );

        // The release's status is unknown until it is installed, so the Service is never looked for too early.
        const id = release.release.status.apply((status) => `${status.namespace}/${proxy.service}`);
        const service = k8s.core.v1.Service.get(`${name}-proxy`, id, this.within);
        this.proxyAddress = proxyAddress(exposure, proxy, service);
        this.proxyUrl = release.whenInstalled(serviceUrl(proxy, "http"));
        this.registerOutputs({ proxyAddress: this.proxyAddress, proxyUrl: this.proxyUrl });
    }
}

function proxyAddress(exposure: ProxyExposure, served: Served, service: k8s.core.v1.Service): pulumi.Output<string> {
    switch (exposure.type) {
        case "LoadBalancer":
            return service.status.apply((status) => {
                const [ingress] = status.loadBalancer.ingress ?? [];
                return ingress?.hostname ?? ingress?.ip ?? "pending";
            });
        case "NodePort":
            return service.spec.apply((spec) => `<node>:${spec.ports[0]?.nodePort ?? "pending"}`);
        case "ClusterIP":
            return service.urn.apply(() => serviceHost(served));
    }
}
