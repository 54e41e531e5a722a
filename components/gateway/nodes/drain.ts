import type { ProxyExposure } from "./proxy";

/** The keys of Kong's chart by which a pod that takes traffic ends. */
export interface DrainValues {
    lifecycle: { preStop: { exec: { command: string[] } } };
    /** Seconds. */
    terminationGracePeriodSeconds: number;
}

/**
 * How long new connections may still come after a pod was deleted, in seconds. A network load balancer sends them for
 * up to two minutes after the pod was taken from it, whatever its delay of deregistration
 * (aws-load-balancer-controller#2366), and its controller needs a moment to take it. Inside the cluster every node
 * hears of it in seconds; 15 is the chart's own.
 */
const wait: Record<ProxyExposure["type"], number> = { LoadBalancer: 120 + 15, NodePort: 15, ClusterIP: 15 };

/** Kong's own default of a service's timeouts, in seconds: what takes longer is cut. */
const timeout = 60;

/** For the command to start and Kong to close, in seconds. */
const margin = 15;

/**
 * Kong goes on as before while `--wait` runs. Then it takes no new connection and finishes what is open, until
 * `--timeout` (kong/cmd/quit.lua at tag 3.9.3). A pod that has nothing open is gone when the wait ends.
 */
export function drainValues({ type }: ProxyExposure): DrainValues {
    return {
        lifecycle: { preStop: { exec: { command: ["kong", "quit", `--wait=${wait[type]}`, `--timeout=${timeout}`] } } },
        terminationGracePeriodSeconds: wait[type] + timeout + margin,
    };
}
