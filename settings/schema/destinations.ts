import { z } from "zod";
import { secretLiterals } from "../../model/secrets/meaning";
import { credential, dnsLabel, host, region, roleArn, stackName, text } from "./common";

const name = text(
    /^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$/,
    "up to 30 lower-case letters, digits and dashes, starting with a letter",
).describe("Its name, unique in the list; alerts and `npm run verify` call it so");

const inCluster = z.strictObject({ kind: z.literal("in-cluster") });
const inDeepFlow = z.strictObject({ kind: z.literal("deepflow") });

export const ca = credential
    .optional()
    .describe("The authority that its certificate is of, in PEM, where no public one is");

const clientCertificate = z.strictObject({
    certificate: credential.describe("The certificate, with those between it and its authority, in PEM"),
    key: credential.describe("Its private key, in PEM"),
});

const overTls = {
    ca,
    clientCertificate: clientCertificate
        .optional()
        .describe("What the sender shows to a receiver that asks for a certificate (mTLS)"),
    serverName: host
        .optional()
        .describe("The name in the receiver's certificate, where that is not the host of its address"),
};

/** With an address of http there is no certificate. */
function refuseTls(
    address: string,
    given: { [Key in keyof typeof overTls]?: unknown },
    addIssue: (issue: { code: "custom"; path: string[]; message: string }) => void,
): void {
    for (const key of Object.keys(overTls) as (keyof typeof overTls)[]) {
        if (address.startsWith("http:") && given[key] !== undefined) {
            addIssue({ code: "custom", path: [key], message: noCertificate });
        }
    }
}

const noCertificate = "nothing here with an address of http, which has no certificate";

/** A header that a client sends with each request: nginx and Go accept no others. */
export const headerName = /^[A-Za-z0-9][-A-Za-z0-9_]{0,99}$/;

export const headers = z
    .record(
        text(headerName, "a header's name"),
        z.union(
            [credential, z.strictObject({ value: z.string().min(1) })],
            "{ credential: NAME }, { secretName, key }, or { value: TEXT } for what is no secret",
        ),
    )
    .superRefine((given, { addIssue }) => {
        for (const [header, value] of Object.entries(given)) {
            if ("value" in value && secretLiterals({ [header]: value.value }).length > 0) {
                addIssue({
                    code: "custom",
                    path: [header, "value"],
                    message: "no secret in plain text: { credential: NAME } or { secretName, key }",
                });
            }
        }
    })
    .default({})
    .describe("Sent with each request: secrets by reference, what is none as `{ value: TEXT }`");

const overOtlp = {
    protocol: z.enum(["http", "grpc"]).default("http").describe("OTLP over HTTP or over gRPC"),
    compression: z.enum(["gzip", "zstd", "snappy", "none"]).default("gzip").describe("How requests are packed"),
};

const otlp = z
    .strictObject({
        kind: z.literal("otlp"),
        name,
        endpoint: z
            .url({ protocol: /^https?$/, error: "an address such as https://otlp.example.com" })
            .transform((address) => address.replace(/\/+$/, ""))
            .describe(
                "With `protocol: http` the base address, to which `/v1/traces` or `/v1/logs` is added; `https` except inside the cluster",
            ),
        ...overOtlp,
        headers,
        ...overTls,
    })
    .superRefine(({ endpoint, protocol, headers: sent, ...tls }, { addIssue }) => {
        if (!URL.canParse(endpoint)) {
            return;
        }
        const { protocol: scheme, hostname, pathname, port, username, search, hash } = new URL(endpoint);
        const wrong = (path: string, message: string): void => addIssue({ code: "custom", path: [path], message });
        if (username !== "" || search !== "" || hash !== "") {
            wrong("endpoint", "an address without login and query; credentials go into headers");
        }
        if (/\/v1\/(traces|logs|metrics)$/.test(pathname)) {
            wrong("endpoint", "the base address, since the exporter adds /v1/traces or /v1/logs itself");
        }
        if (protocol === "grpc" && (pathname !== "/" || port === "")) {
            wrong("endpoint", "scheme, host and port with protocol grpc, which knows no path");
        }
        const secret = Object.values(sent).some((value) => !("value" in value));
        if (scheme === "http:" && secret && !isInside(hostname)) {
            wrong("endpoint", "https, since headers would carry secrets in plain text");
        }
        refuseTls(endpoint, tls, addIssue);
    });

const stack = z
    .strictObject({
        kind: z.literal("stack"),
        name,
        stack: stackName.describe(
            "The stack whose collector takes it (`collector.receive` there), `ORGANIZATION/PROJECT/STACK`: address, authority and certificate are read from its outputs",
        ),
        sender: dnsLabel
            .optional()
            .describe("As whom, of `collector.receive.senders` there, with the certificate that it gets there"),
        clientCertificate: clientCertificate
            .optional()
            .describe("In place of `sender`, for one that has a certificate of its own authority"),
        ...overOtlp,
    })
    .refine(
        ({ sender, clientCertificate: own }) => (sender === undefined) !== (own === undefined),
        "either sender or clientCertificate",
    );

/** In the cluster, or on this machine. */
export function isInside(hostname: string): boolean {
    return /(^localhost|\.svc|\.svc\.cluster\.local)$/.test(hostname) || /^127\./.test(hostname);
}

/** One per signal: a list of any of these. */
const listOf = <One extends z.ZodType<{ kind: string }, { kind: string }>>(one: One, what: string) =>
    z
        .array(one)
        .min(1, "at least one destination")
        .default([{ kind: "in-cluster" } as z.output<One>])
        .describe(`Where ${what} go, several at once; docs/destinations.md has examples`);

export const logsDestinations = listOf(
    z.discriminatedUnion("kind", [inCluster, otlp, stack]),
    "the gateway's lines, and what applications send as log records,",
);
export const tracesDestinations = listOf(z.discriminatedUnion("kind", [inCluster, inDeepFlow, otlp, stack]), "traces");

const remoteWrite = z
    .strictObject({
        kind: z.literal("remote-write"),
        name,
        url: z
            .url({ protocol: /^https?$/, error: "an address such as https://metrics.example.com/api/v1/write" })
            .describe("The whole address; `https` except inside the cluster"),
        authentication: z
            .discriminatedUnion("kind", [
                z.strictObject({
                    kind: z.literal("basic"),
                    username: z.string().min(1, "a user's name").describe("The user, often a number"),
                    password: credential.describe("Its password"),
                }),
                z.strictObject({
                    kind: z.literal("bearer"),
                    token: credential.describe("Sent as `Authorization: Bearer`"),
                }),
            ])
            .optional()
            .describe("How Prometheus logs in; left out, it does not"),
        ...overTls,
    })
    .superRefine(({ url, authentication: login, ...tls }, { addIssue }) => {
        if (!URL.canParse(url)) {
            return;
        }
        refuseTls(url, tls, addIssue);
        const { protocol, hostname, username } = new URL(url);
        const wrong = (message: string): void => addIssue({ code: "custom", path: ["url"], message });
        if (username !== "") {
            wrong("an address without a login, which belongs under authentication");
        }
        if (username === "" && secretLiterals({ url }).length > 0) {
            wrong("an address without a secret, which belongs under authentication");
        }
        if (protocol === "http:" && login !== undefined && !isInside(hostname)) {
            wrong("https, since the login would travel in plain text");
        }
    });

const amazonManagedPrometheus = z.strictObject({
    kind: z.literal("amazon-managed-prometheus"),
    name,
    workspaceId: text(/^ws-[0-9a-f-]{36}$/, "an id such as ws-12345678-1234-1234-1234-123456789012").describe(
        "The workspace, which exists",
    ),
    region: region.describe("Where it is in AWS"),
    roleArn: roleArn
        .optional()
        .describe(
            "The role that Prometheus and Grafana take by IRSA, with `cluster.kind: kubeconfig`; on EKS clusters created or found by name they get roles of their own by Pod Identity",
        ),
    datasource: z
        .strictObject({
            pluginVersion: text(/^\d+\.\d+\.\d+$/, "a version of three numbers").describe(
                "Version of grafana-amazonprometheus-datasource, which Grafana's image lacks: the pod fetches it from grafana.com as it starts",
            ),
        })
        .optional()
        .describe("Gives Grafana a datasource for it; left out, none"),
});

/** Prometheus always scrapes and alerts here; destinations only receive copies. */
export const metricsDestinations = z
    .array(z.discriminatedUnion("kind", [inCluster, inDeepFlow, remoteWrite, amazonManagedPrometheus]))
    .default([{ kind: "in-cluster" }])
    .refine(
        (list) => list.some(({ kind }) => kind === "in-cluster"),
        "in-cluster among them, since Prometheus scrapes and alerts here, whoever else gets what it has",
    )
    .describe("Where metrics go beside Prometheus itself, which scrapes and alerts; docs/destinations.md has examples");
