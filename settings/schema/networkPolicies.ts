import { z } from "zod";
import { namespace } from "./common";

export const networkPolicies = z
    .strictObject({
        stores: z
            .boolean()
            .default(false)
            .describe(
                "Lets pods of the namespace `observability` alone reach Prometheus, Alertmanager, Loki and Tempo, which ask nobody who they are",
            ),
        storeClients: z
            .array(namespace)
            .default([])
            .describe("Namespaces whose pods reach these stores too, such as the one of KEDA"),
    })
    .describe("Who reaches what within the cluster (docs/security.md)");
