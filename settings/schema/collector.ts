import { z } from "zod";
import { collectorComponents } from "../../charts/opentelemetry-operator/components";
import { namesIn, type OwnPart } from "../../model/collectorParts";
import { count, credential, resources, text } from "./common";

const pipelineSignals = ["traces", "logs"] as const;

const part = z
    .object({
        signals: z
            .array(z.enum(pipelineSignals))
            .min(1, "at least one signal")
            .optional()
            .describe("What it gets, of traces and logs; left out, all that it knows"),
    })
    .catchall(z.json())
    .describe("Its settings, as the collector's own configuration has them");

const id = text(/^[a-z_]+(\/[a-z]([-a-z0-9]{0,28}[a-z0-9])?)?$/, "type/name, such as otlp_http/other");

/** Parts in the collector's own format, by id. */
function parts(section: keyof typeof collectorComponents): z.ZodType<OwnPart[], Record<string, z.input<typeof part>>> {
    const known = collectorComponents[section];
    return z
        .record(id, part)
        .superRefine((given, { addIssue }) => {
            for (const key of Object.keys(given)) {
                if (!Object.hasOwn(known, namesIn(key).type)) {
                    const message = `a type that the collector's image contains: ${Object.keys(known).join(", ")}`;
                    addIssue({ code: "custom", path: [key], message });
                }
            }
        })
        .transform((given) =>
            Object.entries(given).map(([key, { signals, ...settings }]): OwnPart => {
                const can = known[namesIn(key).type] ?? [];
                return {
                    id: key,
                    signals: signals ?? pipelineSignals.filter((signal) => can.includes(signal)),
                    settings,
                };
            }),
        );
}

export const collector = z
    .strictObject({
        replicas: count.default(1).describe("Collector pods behind one Service"),
        resources: resources.prefault({ requests: { cpu: "200m", memory: "256Mi" }, limits: { memory: "512Mi" } }),
        exporters: parts("exporters")
            .prefault({})
            .describe(
                "More exporters, by id, in the collector's own format, with `signals` added; docs/destinations.md says how they are checked",
            ),
        processors: parts("processors")
            .prefault({})
            .describe(
                "More processors, by id, in the same form; they come after those of this program, in the order of their ids, and before batch",
            ),
        env: z
            .record(text(/^[A-Z][A-Z0-9_]{0,62}$/, "a variable in capitals"), credential)
            .default({})
            .describe("Variables that these read as `${env:NAME}`, each out of a credential"),
    })
    .describe("The OpenTelemetry Collector between Kong and the backends");
