import { z } from "zod";
import { duration, resources } from "./common";

export const probes = z
    .strictObject({
        enabled: z
            .boolean()
            .default(false)
            .describe(
                "Sends requests to each route with a plain path at each proxy, from inside the cluster; they are counted and traced like any other request",
            ),
        resources: resources
            .prefault({ requests: { cpu: "20m", memory: "32Mi" }, limits: { memory: "64Mi" } })
            .describe("Requests and limits of the exporter's pod"),
        interval: duration.prefault("30s").describe("How often each route of each proxy is probed"),
    })
    .describe("Probes whether clients get an answer: the blackbox exporter, alerts and a row of `npm run verify`");
