import { createHash } from "node:crypto";

/** SHA-256 of the certificate in hexadecimal, as `openssl x509 -fingerprint -sha256` prints it, but without colons. */
export function certificateFingerprint(pem: string): string {
    const der = Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ""), "base64");
    return createHash("sha256").update(der).digest("hex");
}
