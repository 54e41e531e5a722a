import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type Properties, secret, unknown } from "./properties";
import type { Difference, SimulatedProvider, Subject } from "./provider";

/** Keys are real; certificates only look like it, and no two are the same. */
export class Tls implements SimulatedProvider {
    /** As on a day inside the early-renewal window: the provider then plans a new certificate by itself. */
    public certificateDue = false;

    /** @param secrets collects what must never be seen in plain text */
    constructor(private readonly secrets: Set<string>) {}

    replacement({ type }: Subject, _before: unknown, _after: Properties, changed: string[]): Difference | undefined {
        const due = this.certificateDue && type === "tls:index/selfSignedCert:SelfSignedCert";
        const replaces = due ? ["readyForRenewal"] : changed;
        return replaces.length === 0 ? undefined : { replaces, deleteBeforeReplace: false };
    }

    outputs({ type }: Subject, _inputs: Properties, preview: boolean): Properties {
        return type === "tls:index/privateKey:PrivateKey" ? this.key(preview) : this.certificate(preview);
    }

    private key(preview: boolean): Properties {
        if (preview) {
            return { privateKeyPem: unknown, privateKeyOpenssh: unknown, privateKeyPemPkcs8: unknown, publicKeyPem: unknown };
        }
        const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-384" });
        const pem = privateKey.export({ type: "sec1", format: "pem" }).toString();
        // A line of it is enough to give it away, and JSON writes line ends in its own way.
        pem.split("\n").filter((line) => /^[\w+/=]{32,}$/.test(line)).forEach((line) => this.secrets.add(line));
        return { privateKeyPem: secret(pem), privateKeyOpenssh: secret(""), privateKeyPemPkcs8: secret(""), publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString() };
    }

    private certificate(preview: boolean): Properties {
        if (preview) {
            return { certPem: unknown, readyForRenewal: unknown, validityStartTime: unknown, validityEndTime: unknown };
        }
        this.certificateDue = false;
        const body = randomBytes(96).toString("base64");
        return { certPem: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`, readyForRenewal: false };
    }
}
