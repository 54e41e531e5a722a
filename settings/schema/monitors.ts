import { z } from "zod";
import { credential, dataKey, duration, host, namespace, objectName, port, text } from "./common";
import { relabelings } from "./relabelings";

const name = text(/^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/, "up to 52 lower-case letters, digits and dashes");
const portName = text(/^(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "the name of a port");

const labels = z
    .record(z.string().min(1), z.string())
    .refine((given) => Object.keys(given).length > 0, "at least one label, or matchLabels and matchExpressions");

const operators = ["In", "NotIn", "Exists", "DoesNotExist"] as const;
const expression = z
    .strictObject({
        key: z.string().min(1),
        operator: z.enum(operators),
        values: z.array(z.string()).min(1).optional(),
    })
    .refine(
        ({ operator, values }) => (values !== undefined) === operator.endsWith("In"),
        "values with In and NotIn, none with Exists and DoesNotExist",
    );

/** A label selector in Kubernetes' form; `selector` below also takes a plain map of labels. */
const labelSelector = z
    .strictObject({ matchLabels: labels.optional(), matchExpressions: z.array(expression).min(1).optional() })
    .refine((given) => Object.keys(given).length > 0, "at least one label, or matchLabels and matchExpressions");

const selector = z
    .union(
        [labelSelector, labels.transform((matchLabels) => ({ matchLabels }))],
        "at least one label, or matchLabels and matchExpressions, each { key, operator: In, NotIn, Exists or DoesNotExist, values with the first two }",
    )
    .meta({ allowed: "labels, or `{ matchLabels, matchExpressions }`" });

const certificateAuthority = z.union(
    [
        credential,
        z.strictObject({
            configMapName: objectName("the name of a ConfigMap"),
            key: dataKey("a key of the ConfigMap"),
        }),
    ],
    "{ credential: NAME }, { secretName, key } or { configMapName, key }, of what is in the namespace observability",
);

const tlsConfig = z
    .strictObject({
        ca: certificateAuthority
            .optional()
            .describe(
                "The authority that the certificate is of, in PEM: `{ credential: NAME }`, or `{ secretName, key }` or `{ configMapName, key }` in the namespace `observability`; public ones if left out",
            ),
        serverName: host.optional().describe("Name in the certificate, if it is not the address"),
        insecureSkipVerify: z
            .literal(true)
            .optional()
            .describe("Takes any certificate, so that anybody may answer; refused by policy `scraping` unless allowed"),
    })
    .refine(
        ({ ca, insecureSkipVerify }) => ca === undefined || insecureSkipVerify === undefined,
        "either ca or insecureSkipVerify",
    );

const authorization = z.strictObject({
    type: text(/^(?!basic$)[A-Za-z][-A-Za-z0-9]*$/i, "a scheme such as Bearer; for Basic use basicAuth")
        .default("Bearer")
        .describe("Scheme in the header `Authorization`"),
    credentials: credential.describe("What follows it"),
});

const basicAuth = z.strictObject({
    username: credential.describe("User's name"),
    password: credential.describe("Password"),
});

const common = {
    name: name.describe("Its name, unique in the list"),
    namespace: namespace.describe("Namespace of the scrape targets; it need not exist yet, except with `scrapeRole`"),
    path: text(/^\//, "a path that starts with /").default("/metrics").describe("Path of the metrics"),
    scheme: z
        .enum(["http", "https"])
        .default("http")
        .describe("How the metrics are served; with https the certificate is verified"),
    params: z
        .record(z.string().min(1, "the name of a parameter"), z.array(z.string()).min(1, "at least one value"))
        .optional()
        .describe("Parameters of the request for metrics, each a list of values"),
    honorLabels: z
        .boolean()
        .default(false)
        .describe(
            "Keeps what the metrics say of labels such as `job` and `instance`, as a federating Prometheus needs it",
        ),
    tlsConfig: tlsConfig.optional().describe("How a certificate is verified; with `scheme: https`"),
    authorization: authorization.optional().describe("Header `Authorization`; either this or `basicAuth`"),
    basicAuth: basicAuth.optional().describe("Login by name and password"),
    relabelings: relabelings.describe(
        "What becomes of a target's labels before it is scraped, in Prometheus' own words",
    ),
    metricRelabelings: relabelings.describe("The same of each series that it had: `action: drop` leaves series out"),
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

/** No part of an entry contradicts another, or has no effect. */
function consistent(
    given: Partial<z.output<z.ZodObject<typeof common>>>,
    { addIssue }: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
    const wrong = (path: string, message: string): void => addIssue({ code: "custom", path: [path], message });
    if (given.scheme === "http" && given.tlsConfig !== undefined) {
        wrong("tlsConfig", "nothing here with scheme http");
    }
    if (given.authorization !== undefined && given.basicAuth !== undefined) {
        wrong("basicAuth", "nothing here beside authorization");
    }
}

const serviceMonitor = z
    .strictObject({
        ...common,
        selector: selector.describe("Labels of the Services"),
        port: portName.optional().describe("Name of the Service's port; either this or `targetPort`"),
        targetPort: z
            .union([port, portName], "a port's number or name")
            .optional()
            .describe("Number or name of the pods' port, if the Service has none for it"),
    })
    .refine((given) => (given.port === undefined) !== (given.targetPort === undefined), "either port or targetPort")
    .superRefine(consistent);

const podMonitor = z
    .strictObject({
        ...common,
        selector: selector.describe("Labels of the pods"),
        port: z
            .union([port, portName], "a port's number or name")
            .describe("Number or name of a port that the pods declare"),
    })
    .superRefine(consistent);

export const serviceMonitors = z
    .array(serviceMonitor)
    .default([])
    .describe("Your own Services for Prometheus to scrape");
export const podMonitors = z
    .array(podMonitor)
    .default([])
    .describe("Your own pods for Prometheus to scrape, if they have no Service");
