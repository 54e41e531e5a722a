import { z } from "zod";
import { isRe2 } from "../../model/re2";
import { bytes, duration, namespace, nameWithStars, text } from "./common";

const pattern = z
    .string()
    .min(1, "a regular expression (RE2)")
    .max(1000, "a regular expression (RE2) of at most 1000 characters")
    .refine(isRe2, "a regular expression (RE2)");

const labelName = text(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    "the name of a label",
);
const labels = z.record(labelName, pattern).default({});
const field = text(/^[^"\\\n\r$]{1,128}$/, "the name of a field, without quotes, backslashes or $");

const json = z.strictObject({
    namespaces: z
        .array(namespace)
        .min(1, "at least one")
        .optional()
        .describe("Namespaces of the pods; all if left out"),
    labels: labels.describe("Labels of the pods, each with a pattern (RE2) for its whole value: `app: demo-.*`"),
    level: z
        .array(field)
        .default(["level", "severity"])
        .describe("Fields with the level, of which the first that is there counts"),
    traceId: z
        .array(field)
        .default(["trace_id", "traceId"])
        .describe("The same for the trace's id, 32 hexadecimal digits"),
    spanId: z.array(field).default(["span_id", "spanId"]).describe("The same for the span's id, 16 hexadecimal digits"),
    time: z
        .strictObject({
            field: field.describe("The field"),
            layout: text(/^[^"\\\n\r$]+$/, "a layout such as %Y-%m-%dT%H:%M:%S.%LZ").describe(
                "How it is written, in strptime's letters (`%L`: milliseconds, `%f`: microseconds, `%s`: seconds since 1970)",
            ),
        })
        .optional()
        .describe(
            "Field with the time of the line. Left out, or more than 5 minutes after or an hour before it: the time at which the container wrote it",
        ),
    attributes: z
        .array(field)
        .max(20, "at most 20")
        .default([])
        .describe("Fields that become structured metadata of the same name"),
});

/** Lines that continue an entry: stack traces of Java, Python, Go, Node.js, Ruby and .NET. */
const continuation = [
    ...[String.raw`\s`, "$", "Caused by: ", "Suppressed: ", String.raw`\.{3} \d+ (more|common frames)`],
    ...[String.raw`[\w.$]+(Error|Exception)(:|$)`, "During handling of the above", "The above exception was"],
    ...[String.raw`goroutine \d+ \[`, "created by ", String.raw`[\w./*()-]+\.[\w.()*]+\(.*\)$`],
    "--- End of ",
].join("|");

export const containers = z
    .strictObject({
        enabled: z
            .boolean()
            .default(true)
            .describe("Whether the agents read all containers, or only the gateway's lines"),
        namespaces: z
            .strictObject({
                include: z.array(namespace).min(1, "at least one").optional().describe("Read no others"),
                exclude: z.array(namespace).default([]).describe("Not read"),
            })
            .prefault({})
            .describe("Which namespaces"),
        pods: z
            .strictObject({
                include: labels.describe(
                    "Read only pods with all these labels, each with a pattern (RE2) for its whole value",
                ),
                exclude: labels.describe("Not read are pods with any of these"),
            })
            .prefault({})
            .describe("Which pods, by label"),
        exclude: z
            .array(
                z
                    .strictObject({
                        namespace: nameWithStars.default("*").describe("Namespace"),
                        pod: nameWithStars.default("*").describe("Pod"),
                        container: nameWithStars.default("*").describe("Container"),
                    })
                    .refine(
                        (given) => Object.values(given).some((name) => name !== "*"),
                        "at least one of namespace, pod and container; to read none, set enabled: false",
                    ),
            )
            .default([])
            .describe("Not read by name, as in `container: istio-proxy`"),
        labels: z
            .array(labelName)
            .default(["app"])
            .describe("Labels of pods that go with each line, as structured metadata `k8s_pod_label_NAME`"),
        json: z
            .array(json)
            .prefault([{}])
            .describe("What is read of lines that are JSON objects; all whose pods fit apply, in this order"),
        multiline: z
            .strictObject({
                enabled: z.boolean().default(true).describe("Whether lines that belong together become one"),
                continuation: pattern
                    .default(`^(${continuation})`)
                    .describe("Pattern (RE2) of lines that continue the previous one, such as those of a stack trace"),
                wait: duration.prefault("1s").describe("How long a line waits for such a one"),
            })
            .prefault({})
            .describe("Entries of several lines"),
        linesPerSecond: z
            .number()
            .int("a whole number")
            .min(100, "100 to 50000")
            .max(50_000, "100 to 50000")
            .default(1000)
            .describe("What the containers of a busy node write a second; the agents' processor request follows"),
        queueSize: bytes
            .default("1Gi")
            .describe("What of it may wait on each node's disk while Loki or the collector is away"),
    })
    .prefault({})
    .describe(
        "What the agents read beside the gateway's lines; with `loki-stack` and `otlp: false` promtail reads all",
    );
