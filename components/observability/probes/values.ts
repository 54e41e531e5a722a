import { type ContainerResources, restricted } from "../../shared/kubernetes";
import { chartImage, type ImageRef, type Registry } from "../../../charts/registry";
import type { MonitorLabels } from "../../../model/layers";

/** How an answer is told from none (blackbox_exporter's CONFIGURATION.md at v0.28.0). */
export interface ProbeModule {
    prober: "http";
    timeout: string;
    http: {
        method: "GET";
        headers?: { Host: string };
        valid_status_codes: number[];
        follow_redirects: false;
        enable_http2: false;
        fail_if_body_matches_regexp: string[];
    };
}

/** The keys of the `prometheus-blackbox-exporter` chart that we set. */
export interface ProbesValues {
    image: ImageRef;
    resources: ContainerResources;
    podSecurityContext: { seccompProfile: { type: string } };
    config: { modules: Record<string, ProbeModule> };
    serviceMonitor: { selfMonitor: { enabled: true; port: "http"; labels: MonitorLabels } };
}

/** The name of the module that asks for a host; one each, since only a module has headers. */
export function moduleName(host: string | undefined): string {
    return host === undefined ? "answer" : `answer_${host.toLowerCase().replace(/[^a-z0-9]/g, "_")}`;
}

/**
 * An answer is any status below 500: a client without a key is answered 401, a route for HTTPS alone 426 or with a
 * redirect, and each of them proves that gateway and route are there. Only what Kong says where no route matches is
 * none, though its status is 404, which is also what many an upstream says of a path (kong/runloop/handler.lua at tag
 * 3.9.3). Redirects are not followed: they lead to the outside.
 */
export function probeModule(host: string | undefined): ProbeModule {
    return {
        prober: "http",
        timeout: "5s",
        http: {
            method: "GET",
            ...(host !== undefined && { headers: { Host: host } }),
            valid_status_codes: Array.from({ length: 300 }, (_, index) => 200 + index),
            follow_redirects: false,
            enable_http2: false,
            fail_if_body_matches_regexp: ["no Route matched with those values"],
        },
    };
}

/** Values for the `prometheus-blackbox-exporter` chart. */
export function probesValues(
    hosts: readonly (string | undefined)[],
    {
        registry,
        resources,
        monitorLabels,
    }: { registry: Registry; resources: ContainerResources; monitorLabels: MonitorLabels },
): ProbesValues {
    return {
        image: chartImage("prometheus-blackbox-exporter", "exporter", registry),
        resources,
        // The container's own context is the chart's: without privileges, on a read-only root.
        podSecurityContext: { seccompProfile: restricted.seccompProfile },
        config: { modules: Object.fromEntries(hosts.map((host) => [moduleName(host), probeModule(host)])) },
        serviceMonitor: { selfMonitor: { enabled: true, port: "http", labels: monitorLabels } },
    };
}
