import { z } from "zod";
import { credentialName } from "../../model/credentials";
import { caCertificate, dnsLabel, host, objectName, text } from "./common";
import { fromStack } from "./layers";

const endpoint = text(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?:[1-9]\d{0,4}$/i, "host:port");

const pem = z
    .strictObject({
        credential: text(credentialName, "a name in the secret credentials").describe(
            "Name in the secret `credentials`",
        ),
    })
    .meta({ allowed: "`{ credential: NAME }`" });

const ownCertificate = z
    .strictObject({
        secretName: objectName("the name of a Secret with tls.crt, tls.key and ca.crt")
            .optional()
            .describe(
                "An existing Secret in the gateway's namespace with `tls.crt`, `tls.key`, and in `ca.crt` what signs the control plane's certificate. A new certificate needs a new Secret: Kong reads it only at start",
            ),
        certificate: pem.optional().describe("Instead of `secretName`: the certificate (PEM)"),
        key: pem.optional().describe("Beside `certificate`: its private key (PEM)"),
        caCertificate: caCertificate
            .optional()
            .describe("Beside `certificate`: what signs the control plane's certificate (PEM)"),
    })
    .refine(
        ({ secretName, certificate, key, caCertificate: ca }) =>
            secretName === undefined
                ? certificate !== undefined && key !== undefined && ca !== undefined
                : certificate === undefined && key === undefined && ca === undefined,
        "secretName alone, or certificate, key and caCertificate",
    );

export const joined = z
    .discriminatedUnion("kind", [
        fromStack.extend({
            group: dnsLabel.describe(
                "The group that these data planes are, one of its `kong.certificate.remoteGroups`",
            ),
        }),
        z.strictObject({
            kind: z.literal("existing"),
            clusterEndpoint: endpoint.describe("Where data planes get their configuration, `host:port`"),
            telemetryEndpoint: endpoint.optional().describe("Where they send telemetry, `host:port`; enterprise only"),
            serverName: host.describe("The name in the control plane's certificate"),
            version: text(/^\d+\.\d+(\.\d+){1,2}$/, "a version: numbers with dots between, three or four")
                .optional()
                .describe("Kong's version there: if data planes here would be newer, a preview refuses them"),
            certificate: ownCertificate.describe("What these data planes present"),
        }),
    ])
    .describe("The control plane that these data planes join, on another cluster (docs/multi-cluster.md)");
