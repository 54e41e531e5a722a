import type { Sampling } from "./sampling";

/** What settings and components have in common where nobody chooses anything else. */

/** Requests and limits of a pod that serves traffic. */
export const gatewayResources = { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "1Gi" } };

/** Requests and limits of a pod of the collector behind its Service. */
export const collectorResources = { requests: { cpu: "200m", memory: "256Mi" }, limits: { memory: "512Mi" } };

/** Every request is traced, with a span for each try of an upstream. */
export const everyRequest = {
    strategy: "head",
    rate: 1,
    spans: "request-and-balancer",
    trustCallers: false,
} as const satisfies Sampling;

/** How often Prometheus scrapes a Kong pod, as a Go duration. */
export const kongScrapeInterval = "10s";
