import type * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import { Component, type ComponentOptions } from "../../shared/component";
import { ChartRelease, type Delivery, withOverrides } from "../../release/chartRelease";
import type { Values } from "../../release/values";
import type { CredentialTexts } from "../../shared/credentials";
import { dataPlaneValues, type DataPlaneSettings } from "./dataPlaneValues";
import { ownSecret } from "../nodes/ownPods";
import { reachProxy, type ServedProxy } from "../nodes/proxy";
import { scrapedRelies } from "../nodes/relies";

export interface DataPlaneArgs extends Omit<DataPlaneSettings, "registry" | "ownSecret"> {
    namespace: string;
    delivery: Delivery;
    credentials: CredentialTexts;
    /** Helm values of this data plane alone, merged over all others. @default none */
    chartOverrides?: Values;
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
        const { namespace, delivery, releaseName, edition, replicas, own, exposure, http2, signals, certificate } =
            args;
        super(
            "kong-observability:kong:DataPlane",
            name,
            {
                namespace,
                edition: edition.kind,
                replicas,
                maxReplicas: own.autoscaling?.maxReplicas,
                proxyType: exposure.type,
                http2,
                sampling: signals.sampling,
                certificateSecret: certificate.secretName,
                certificateFingerprint: certificate.fingerprint,
                relies: scrapedRelies({ chart: "kong", release: releaseName }),
            },
            opts,
        );

        const secret = ownSecret(own, { releaseName, namespace, credentials: args.credentials }, this.within);
        const proxy = servedBy("kong", "proxy", { releaseName, namespace }) satisfies ServedProxy;
        const release = new ChartRelease(
            name,
            {
                chart: "kong",
                releaseName,
                namespace,
                delivery: withOverrides(delivery, "kong", args.chartOverrides),
                values: dataPlaneValues({ ...args, ownSecret: secret, registry: delivery.registry }),
                serves: [proxy],
                skipCrds: true,
            },
            this.after(...(secret ? [secret] : [])),
        );

        const { address, url } = reachProxy(name, release, args.exposure, proxy, this.within);
        this.proxyAddress = address;
        this.proxyUrl = url;
        this.registerOutputs({ proxyAddress: this.proxyAddress, proxyUrl: this.proxyUrl });
    }
}
