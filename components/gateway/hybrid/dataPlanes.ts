import type * as pulumi from "@pulumi/pulumi";
import type { GatewayContent, GatewayOptions, GatewayPlace, Proxy, ProxySettings } from "../contract";
import { leastPods, type OwnPods } from "../nodes/ownPods";
import { exposureOf } from "../nodes/proxy";
import type { Values } from "../../release/values";
import type { NodeCertificate } from "./certificates/nodeCertificate";
import { DataPlane, type DataPlaneArgs } from "./dataPlane";
import type { NodeSettings } from "./nodeValues";

/** What is chosen for each data plane. */
export interface DataPlaneChoice extends Pick<NodeSettings, "replicas" | "resources">, OwnPods {
    name: string;
    proxy: ProxySettings;
    /** Helm values of this data plane alone. @default none */
    chartOverrides?: Values;
}

/** What data planes of one control plane have in common. */
export interface Connected extends Pick<DataPlaneArgs, "edition" | "scrapeInterval" | "http2"> {
    /** The control plane's addresses. */
    controlPlane: { clusterEndpoint: pulumi.Input<string>; telemetryEndpoint?: pulumi.Input<string> | undefined };
    certificateOf: (name: string) => NodeCertificate;
}

/** @returns where each is reached */
export function connectDataPlanes(
    choices: DataPlaneChoice[],
    { controlPlane, certificateOf, ...common }: Connected,
    place: Pick<GatewayPlace, "namespace" | "delivery" | "monitorLabels" | "credentials" | "loadBalancers">,
    { signals }: Pick<GatewayContent, "signals">,
    opts: GatewayOptions,
): Record<string, Proxy> {
    const { namespace, delivery, monitorLabels, credentials, loadBalancers } = place;
    const { clusterEndpoint, telemetryEndpoint } = controlPlane;
    const proxies = choices.map(({ name, proxy, replicas, resources, chartOverrides, ...own }) => {
        const { proxyAddress, proxyUrl } = new DataPlane(
            name,
            {
                ...{ namespace, delivery, monitorLabels, credentials, ...common },
                ...{ signals, clusterEndpoint, telemetryEndpoint, certificate: certificateOf(name) },
                ...{ replicas: leastPods(own, replicas), resources, own, chartOverrides },
                releaseName: name,
                exposure: exposureOf(proxy, loadBalancers),
            },
            opts,
        );
        return [name, { address: proxyAddress, url: proxyUrl }] as const;
    });
    return Object.fromEntries(proxies);
}
