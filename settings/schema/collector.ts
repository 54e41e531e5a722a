import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { collectorComponents } from "../../charts/opentelemetry-operator/components";
import { namesIn, type OwnPart } from "../../model/collectorParts";
import { collectorResources } from "../../model/defaults";
import { caCertificate, count, credential, dnsLabel, host, objectName, resources, text } from "./common";
import { annotations } from "./gatewayPods";

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

/** The collector would start without what it cannot read, and refuse the sender. */
const senderAuthority = caCertificate.refine((pem) => {
    try {
        return new X509Certificate(pem).raw.length > 0;
    } catch {
        return false;
    }
}, "a certificate that can be read, in PEM");

const sender = z.strictObject({
    name: dnsLabel.describe("Its name, unique in the list: that of its cluster, for instance"),
    ca: senderAuthority
        .optional()
        .describe(
            "The authority of its certificates in PEM, of this sender alone; left out, it gets an authority and a certificate in the output `telemetrySenders`",
        ),
});

const receive = z
    .strictObject({
        senders: z
            .array(sender)
            .min(1, "at least one sender")
            .describe("Who may send. Taking one out shuts it out, and changes nothing for the others"),
        hostname: host
            .optional()
            .describe("The DNS name at which senders reach it; left out, they use the load balancer's own address"),
        service: z
            .discriminatedUnion("type", [
                z.strictObject({
                    type: z.literal("LoadBalancer"),
                    scheme: z.enum(["internal", "internet-facing"]).default("internal").describe("Who may reach it"),
                    annotations: annotations.describe(
                        "Further annotations on the Service, for the load balancer's controller",
                    ),
                }),
                z.strictObject({ type: z.literal("ClusterIP") }),
            ])
            .prefault({ type: "LoadBalancer" })
            .describe(
                "The Service that they reach; with `ClusterIP` something else must lead there, and leave TLS as it is",
            ),
        certificate: z
            .strictObject({
                secretName: objectName("the name of a Secret").describe(
                    "Secret in the namespace `observability` with `tls.crt` and `tls.key`, read again every ten minutes",
                ),
                ca: caCertificate
                    .optional()
                    .describe("Its authority in PEM, for senders; left out, it is one that they know"),
            })
            .optional()
            .describe("An existing certificate with `hostname` in it; left out, the stack makes one"),
    })
    .optional()
    .describe(
        "Takes telemetry of collectors in other clusters, each with a certificate of its own (mTLS): docs/central-telemetry.md",
    );

export const collector = z
    .strictObject({
        replicas: count.default(1).describe("Collector pods behind one Service"),
        resources: resources.prefault(collectorResources),
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
        receive,
    })
    .describe("The OpenTelemetry Collector between Kong and the backends");
