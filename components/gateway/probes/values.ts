import { type ContainerResources, restricted } from "../../shared/kubernetes";
import { chartImage, type ImageRef, type Registry } from "../../../charts/registry";
import type { MonitorLabels } from "../../../model/layers";

/** What counts as an answer (blackbox_exporter's CONFIGURATION.md at v0.28.0). */
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

/** The keys of the `prometheus-blackbox-exporter` chart that are set here. */
export interface ProbesValues {
    image: ImageRef;
    resources: ContainerResources;
    podSecurityContext: { seccompProfile: { type: string } };
    config: { modules: Record<string, ProbeModule> };
    serviceMonitor: { selfMonitor: { enabled: true; port: "http"; labels: MonitorLabels } };
}

/** Name of the module for a host. Each host needs its own, since headers are set per module. */
export function moduleName(host: string | undefined): string {
    return host === undefined ? "answer" : `answer_${host.toLowerCase().replace(/[^a-z0-9]/g, "_")}`;
}

/**
 * Any status below 500 is an answer: 401 for a client without a key, and 426 or a redirect from an HTTPS-only route,
 * prove that gateway and route exist. The exception is Kong's own text for "no route", whose status 404 is also what
 * many upstreams answer for a path (kong/runloop/handler.lua at tag 3.9.3). Redirects are not followed: they lead
 * outside.
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
        // The chart sets the container's own context: no privileges, and a read-only root.
        podSecurityContext: { seccompProfile: restricted.seccompProfile },
        config: { modules: Object.fromEntries(hosts.map((host) => [moduleName(host), probeModule(host)])) },
        serviceMonitor: { selfMonitor: { enabled: true, port: "http", labels: monitorLabels } },
    };
}
