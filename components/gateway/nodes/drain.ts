import type { ProxyExposure } from "./proxy";

/** The keys of Kong's chart that control how a pod that serves traffic shuts down. */
export interface DrainValues {
    lifecycle: { preStop: { exec: { command: string[] } } };
    /** Seconds. */
    terminationGracePeriodSeconds: number;
}

/**
 * How long new connections may still arrive after a pod was deleted, in seconds. A network load balancer sends them for
 * up to two minutes after the pod was deregistered, regardless of its deregistration delay
 * (aws-load-balancer-controller#2366), and its controller takes a moment to deregister it. Inside the cluster every
 * node knows within seconds; 15 is the chart's default.
 */
const wait: Record<ProxyExposure["type"], number> = { LoadBalancer: 120 + 15, NodePort: 15, ClusterIP: 15 };

/** Kong's default for a service's timeouts, in seconds: requests that take longer are cut off. */
const timeout = 60;

/** Time for the command to start and Kong to stop, in seconds. */
const margin = 15;

/**
 * During `--wait` Kong serves as before. Then it accepts no new connections and finishes open requests, until
 * `--timeout` (kong/cmd/quit.lua at tag 3.9.3). A pod without open requests stops when the wait ends.
 */
export function drainValues({ type }: ProxyExposure): DrainValues {
    return {
        lifecycle: { preStop: { exec: { command: ["kong", "quit", `--wait=${wait[type]}`, `--timeout=${timeout}`] } } },
        terminationGracePeriodSeconds: wait[type] + timeout + margin,
    };
}
