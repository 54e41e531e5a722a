import type * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import { everyRequest, gatewayResources, kongScrapeInterval } from "../../../model/defaults";
import { type Chosen, withDefaults } from "../../shared/chosen";
import { Component, type ComponentOptions } from "../../shared/component";
import { ChartRelease, type Delivery, publicDelivery, withOverrides } from "../../release/chartRelease";
import type { Values } from "../../release/values";
import type { CredentialTexts } from "../../shared/credentials";
import { dataPlaneValues, type DataPlaneSettings } from "./dataPlaneValues";
import { type OwnPods, ownSecret } from "../nodes/ownPods";
import { reachProxy, type ServedProxy } from "../nodes/proxy";
import { scrapedRelies } from "../nodes/relies";

/** All that makes a data plane. */
interface Settled extends Omit<DataPlaneSettings, "registry" | "ownSecret"> {
    namespace: string;
    delivery: Delivery;
    credentials: CredentialTexts;
    /** Helm values of this data plane alone, merged over all others. @default none */
    chartOverrides?: Values;
}

const defaults = {
    /** Every chart and image from its public source, and no look at what runs on the cluster. */
    delivery: publicDelivery,
    credentials: {},
    telemetryEndpoint: undefined,
    edition: { kind: "open-source" },
    replicas: 1,
    resources: gatewayResources,
    http2: false,
    /** As the plugins of its control plane have it. */
    signals: { sampling: everyRequest, accessLog: { enabled: true, queryString: false } },
    /** No monitor, which a cluster without Prometheus' operator does not know. */
    monitorLabels: undefined,
    scrapeInterval: kongScrapeInterval,
} satisfies Partial<Settled>;

const nothingOfItsOwn: OwnPods = { annotations: {}, env: {}, placement: { nodeSelector: {}, tolerations: [] } };

/** What a data plane is created from: all that has no default, and whatever shall differ from it. */
export interface DataPlaneArgs extends Omit<Chosen<Settled, typeof defaults>, "own" | "releaseName"> {
    /** @default none of its own */
    own?: Partial<OwnPods>;
    /** Name of the Helm release, from which those of its Service and pods follow. @default the resource's name */
    releaseName?: string;
}

/** The arguments, with the default of each that was left out. */
function settled(name: string, { own, releaseName = name, ...args }: DataPlaneArgs): Settled {
    return withDefaults<Settled, typeof defaults>(
        { ...args, releaseName, own: { ...nothingOfItsOwn, ...own } },
        defaults,
    );
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
    constructor(name: string, given: DataPlaneArgs, opts: ComponentOptions) {
        const args = settled(name, given);
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
                relies: args.monitorLabels ? scrapedRelies({ chart: "kong", release: releaseName }) : [],
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
