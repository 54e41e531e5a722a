import { z } from "zod";
import { instrumentedLanguages } from "../../model/instrumentation";
import { namespace } from "./common";

/** Namespaces whose pods may ask for instrumentation. */
export const instrumentation = z
    .array(
        z.strictObject({
            namespace: namespace.describe("Namespace of the pods"),
            languages: z
                .array(z.enum(instrumentedLanguages))
                .min(1, "at least one")
                .refine((given) => new Set(given).size === given.length, "each once")
                .describe("Languages of the programs; `go` needs privileged pods"),
            rate: z
                .number()
                .min(0, "0 to 1")
                .max(1, "0 to 1")
                .default(1)
                .describe(
                    "Share of the traces that begin in these pods which are recorded; of requests through the gateway Kong decides",
                ),
        }),
    )
    .refine((given) => new Set(given.map((one) => one.namespace)).size === given.length, "each namespace once")
    .default([])
    .describe(
        "Namespaces whose pods get OpenTelemetry's agent without a change to their images, by an annotation; docs/your-apps.md",
    );
