import { z } from "zod";
import { duration, resources } from "./common";

export const probes = z
    .strictObject({
        enabled: z
            .boolean()
            .default(false)
            .describe(
                "Asks each route with a plain path at each proxy, from inside the cluster; the requests count and are traced like others",
            ),
        resources: resources
            .prefault({ requests: { cpu: "20m", memory: "32Mi" }, limits: { memory: "64Mi" } })
            .describe("Of the exporter's pod"),
        interval: duration.prefault("30s").describe("How often each route of each proxy is asked"),
    })
    .describe("Whether a client gets an answer: the blackbox exporter, an alert and a row of `npm run verify`");
