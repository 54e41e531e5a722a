import type * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import { Component, type ComponentOptions } from "../../shared/component";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import { dataPlaneValues, type DataPlaneSettings } from "./dataPlaneValues";
import { reachProxy, type ServedProxy } from "../nodes/proxy";
import { scrapedRelies } from "../nodes/relies";

export interface DataPlaneArgs extends Omit<DataPlaneSettings, "registry"> {
    namespace: string;
    delivery: Delivery;
}

/**
 * Kong's data plane: takes the traffic. Needs no database, and serves its last configuration while the control plane
 * is away or refuses it. What a control plane has that takes it in, it takes over, nothing included.
 */
export class DataPlane extends Component {
    /**
     * Where clients reach it: the load balancer's address, `<node>:<port>`, or the Service's name. A load balancer's is
     * known once it exists.
     */
    public readonly proxyAddress: pulumi.Output<string>;
    /** Its base address inside the cluster, plain HTTP. Known at preview. */
    public readonly proxyUrl: pulumi.Output<string>;

    /** @param opts must depend on the gateway's configuration: without any, a data plane is ready and answers 404. */
    constructor(name: string, args: DataPlaneArgs, opts: ComponentOptions) {
        const { namespace, delivery, releaseName, edition, replicas, exposure, http2, signals, certificate } = args;
        super(
            "kong-observability:kong:DataPlane",
            name,
            {
                namespace,
                edition: edition.kind,
                replicas,
                proxyType: exposure.type,
                http2,
                sampling: signals.sampling,
                certificateSecret: certificate.secretName,
                certificateFingerprint: certificate.fingerprint,
                relies: scrapedRelies({ chart: "kong", release: releaseName }),
            },
            opts,
        );

        const proxy = servedBy("kong", "proxy", { releaseName, namespace }) satisfies ServedProxy;
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

        const { address, url } = reachProxy(name, release, args.exposure, proxy, this.within);
        this.proxyAddress = address;
        this.proxyUrl = url;
        this.registerOutputs({ proxyAddress: this.proxyAddress, proxyUrl: this.proxyUrl });
    }
}
