import { z } from "zod";
import { namespace } from "./common";

/** Gateways of other stacks. */
export const gateways = z
    .array(
        z.strictObject({
            namespace: namespace.describe("Its `namespaces.gateway`"),
            environment: z
                .string()
                .min(1, "not empty")
                .optional()
                .describe(
                    "The name of its stack, which becomes `deployment.environment.name` of its lines, as it is of its spans. If left out, this stack's",
                ),
            resourceAttributes: z
                .record(z.string().min(1), z.string().min(1, "not empty"))
                .default({})
                .describe("Its `gateway.resourceAttributes`, for its lines"),
            accessLog: z.boolean().default(true).describe("Its `gateway.accessLog.enabled`"),
        }),
    )
    .default([])
    .describe(
        "Gateways of other stacks on this cluster, beside this stack's own: agents read their lines as those of a gateway. In a stack with kong.topology `none` all of them; if left out there, the one in `namespaces.gateway`. docs/stacks.md",
    );
