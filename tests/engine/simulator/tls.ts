import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type Properties, secret, unknown } from "./properties";
import type { Difference, SimulatedProvider, Subject } from "./provider";

/** A certificate that ends in 2126. */
const readable = Buffer.from(
    "MIIBejCCASGgAwIBAgIUGpipnBik1wHcbzrRtZ0Rq1UtDGUwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHZmFjdG9yeTAgFw0yNjExMzAxNzIyMDda" +
        "GA8yMTI2MTEwNjE3MjIwN1owEjEQMA4GA1UEAwwHZmFjdG9yeTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIU1gJoR1eRn+vO95wX0zP68Y9W+" +
        "ZnRFxC6NX7hAl+8NhllLktIEwK/2+uH5dFO59W1Sj+J56yXjhC3/N7UziOSjUzBRMB0GA1UdDgQWBBTKsoMTP2iTVKjiryJHIiWa2Ye3PDAfBgNV" +
        "HSMEGDAWgBTKsoMTP2iTVKjiryJHIiWa2Ye3PDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIAT7idMfsYi1lGJM4TaRhycNWJFY" +
        "FKVMt5R6r03bR9J7AiBSph4j6rhFuGaMezv+H3/IBoK87QMcSqZ1LEU8cCB4eg==",
    "base64",
);

/** Keys are real. Certificates can be read, but nothing has signed them, and no two are the same. */
export class Tls implements SimulatedProvider {
    /** Certificates that were made since the others became due. */
    private renewed: Set<string> | undefined;

    /** @param secrets collects what must never be seen in plain text */
    constructor(private readonly secrets: Set<string>) {}

    /** As on a day inside the early-renewal window: the provider then plans new certificates by itself. */
    makeCertificatesDue(): void {
        this.renewed = new Set();
    }

    replacement({ urn }: Subject, _before: unknown, after: Properties, changed: string[]): Difference | undefined {
        const due = after.earlyRenewalHours !== undefined && this.renewed?.has(urn) === false;
        const replaces = due ? ["readyForRenewal"] : changed;
        return replaces.length === 0 ? undefined : { replaces, deleteBeforeReplace: false };
    }

    outputs({ urn, type }: Subject, _inputs: Properties, preview: boolean): Properties {
        switch (type) {
            case "tls:index/privateKey:PrivateKey":
                return this.key(preview);
            case "tls:index/certRequest:CertRequest":
                return {
                    certRequestPem: preview
                        ? unknown
                        : "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n",
                };
            default:
                return this.certificate(urn, preview);
        }
    }

    private key(preview: boolean): Properties {
        if (preview) {
            return {
                privateKeyPem: unknown,
                privateKeyOpenssh: unknown,
                privateKeyPemPkcs8: unknown,
                publicKeyPem: unknown,
            };
        }
        const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
        const pem = privateKey.export({ type: "sec1", format: "pem" }).toString();
        // A line of it is enough to give it away, and JSON writes line ends in its own way.
        pem.split("\n")
            .filter((line) => /^[\w+/=]{32,}$/.test(line))
            .forEach((line) => this.secrets.add(line));
        return {
            privateKeyPem: secret(pem),
            privateKeyOpenssh: secret(""),
            privateKeyPemPkcs8: secret(""),
            publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
        };
    }

    private certificate(urn: string, preview: boolean): Properties {
        if (preview) {
            return { certPem: unknown, readyForRenewal: unknown, validityStartTime: unknown, validityEndTime: unknown };
        }
        this.renewed?.add(urn);
        const [signed, signature] = [readable.subarray(0, -32), randomBytes(32)];
        const body = Buffer.concat([signed, signature]).toString("base64");
        return { certPem: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`, readyForRenewal: false };
    }
}
