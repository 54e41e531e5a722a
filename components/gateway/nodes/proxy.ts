import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ChartRelease } from "../../release/chartRelease";
import { type Served, serviceHost, serviceUrl } from "../../../model/services";
import type { ClusterLayer } from "../../../model/layers";
import { balancerAddress, balancerOf, type LoadBalancer } from "../../shared/loadBalancer";
import type { Proxy, ProxySettings } from "../contract";

/** How the proxy is reached from outside the cluster, if at all. */
export type ProxyExposure =
    | LoadBalancer
    | {
          type: "NodePort";
          /** @default Kubernetes picks */ httpNodePort?: number;
          /** @default Kubernetes picks */ httpsNodePort?: number;
      }
    | { type: "ClusterIP" };

/**
 * How the proxy is exposed on this cluster.
 * @throws Error as {@link balancerOf}
 */
export function exposureOf(proxy: ProxySettings, loadBalancers: ClusterLayer["loadBalancers"]): ProxyExposure {
    return proxy.type === "LoadBalancer" ? balancerOf(proxy, loadBalancers) : proxy;
}

/** nginx' parameters of a listener. The chart's default for one with TLS is HTTP/2. */
export type ListenParameters = "http2"[];

type ProxyPort = { enabled: true; nodePort?: number };

/** The Service that receives traffic, in the form of Kong's chart. */
export interface ProxyValues {
    enabled: true;
    type: ProxyExposure["type"];
    http: ProxyPort;
    tls: ProxyPort & { parameters: ListenParameters };
    loadBalancerClass?: string;
    annotations?: Record<string, string>;
    labels: { "enable-metrics": "true" };
}

/**
 * @param http2 whether clients may use HTTP/2. Kong has one setting for the whole proxy: set on one listener it applies
 * to all, also without TLS (kong/templates/nginx_kong.lua at tag 3.9.3)
 */
export function proxyValues(exposure: ProxyExposure, http2: boolean): ProxyValues {
    // Prometheus scrapes the pods of the Service with this label.
    const common = { enabled: true, type: exposure.type, labels: { "enable-metrics": "true" } } as const;
    const parameters: ListenParameters = http2 ? ["http2"] : [];
    switch (exposure.type) {
        case "LoadBalancer":
            return {
                ...common,
                http: { enabled: true },
                tls: { enabled: true, parameters },
                annotations: exposure.annotations,
                ...(exposure.className !== undefined && { loadBalancerClass: exposure.className }),
            };
        case "NodePort":
            return {
                ...common,
                http: port(exposure.httpNodePort),
                tls: { ...port(exposure.httpsNodePort), parameters },
            };
        case "ClusterIP":
            return { ...common, http: { enabled: true }, tls: { enabled: true, parameters } };
    }
}

function port(nodePort: number | undefined): ProxyPort {
    return { enabled: true, ...(nodePort !== undefined && { nodePort }) };
}

/** A proxy's Service, as the chart creates it. */
export type ServedProxy = Served & { ports: { http: 80; https: 443 } };

/** The address of an installed release's proxy. For a load balancer it is read from the Service. */
export function reachProxy(
    name: string,
    release: ChartRelease,
    exposure: ProxyExposure,
    served: ServedProxy,
    opts: pulumi.CustomResourceOptions,
): Proxy {
    const id = release.onceInstalled(`${served.namespace}/${served.service}`);
    const service = k8s.core.v1.Service.get(`${name}-proxy`, id, opts);
    return { address: proxyAddress(exposure, served, service), url: release.whenInstalled(serviceUrl(served, "http")) };
}

function proxyAddress(
    exposure: ProxyExposure,
    served: ServedProxy,
    service: k8s.core.v1.Service,
): pulumi.Output<string> {
    switch (exposure.type) {
        case "LoadBalancer":
            return balancerAddress(service);
        case "NodePort":
            return service.spec.apply((spec) => `<node>:${spec.ports[0]?.nodePort ?? "pending"}`);
        case "ClusterIP":
            return service.urn.apply(() => serviceHost(served));
    }
}
