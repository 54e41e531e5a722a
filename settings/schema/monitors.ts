import { z } from "zod";
import { duration, namespace, port, text } from "./common";

const name = text(/^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/, "up to 52 lower-case letters, digits and dashes");
const portName = text(/^(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "the name of a port");

const common = {
    name: name.describe("Its name, unique in the list"),
    namespace: namespace.describe("Namespace of the scrape targets; it need not exist yet, except with `scrapeRole`"),
    path: text(/^\//, "a path that starts with /").default("/metrics").describe("Path of the metrics"),
    scheme: z
        .enum(["http", "https"])
        .default("http")
        .describe("How the metrics are served; with https the certificate is verified"),
    interval: duration.optional().describe("How often it is scraped; `metrics.scrapeInterval` if left out"),
    scrapeTimeout: duration
        .optional()
        .describe("Timeout of a scrape, at most the interval; 10s or the interval if left out"),
    scrapeRole: z
        .boolean()
        .default(false)
        .describe(
            "Gives Prometheus a Role to discover targets in this namespace: only needed if `chartOverrides` removes its ClusterRole (`global.rbac.create: false`)",
        ),
};

const labels = z
    .record(z.string().min(1, "a label"), z.string())
    .refine((given) => Object.keys(given).length > 0, "at least one label");

const serviceMonitor = z
    .strictObject({
        ...common,
        selector: labels.describe("Labels of the Services"),
        port: portName.optional().describe("Name of the Service's port; either this or `targetPort`"),
        targetPort: z
            .union([port, portName], "a port's number or name")
            .optional()
            .describe("Number or name of the pods' port, if the Service has none for it"),
    })
    .refine((given) => (given.port === undefined) !== (given.targetPort === undefined), "either port or targetPort");

const podMonitor = z.strictObject({
    ...common,
    selector: labels.describe("Labels of the pods"),
    port: z
        .union([port, portName], "a port's number or name")
        .describe("Number or name of a port that the pods declare"),
});

export const serviceMonitors = z
    .array(serviceMonitor)
    .default([])
    .describe("Your own Services for Prometheus to scrape");
export const podMonitors = z
    .array(podMonitor)
    .default([])
    .describe("Your own pods for Prometheus to scrape, if they have no Service");
