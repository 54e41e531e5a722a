import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./verify/servers/processes";

/** A certificate and its key, in PEM. */
export interface Pair {
    certificate: string;
    key: string;
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes"];

/** An authority as this program makes its own, for a day. */
export function testAuthority(subject: string): Pair {
    return made(["req", "-x509", ...newKey, "-days", "1", "-subj", `/CN=${subject}`]);
}

/** A certificate of an authority, for a day. */
export function testCertificate(
    by: Pair,
    { subject, usage, name }: { subject: string; usage: "clientAuth" | "serverAuth"; name?: string },
): Pair {
    const folder = temporaryFolder("authority");
    const at = (file: string): string => path.join(folder, file);
    writeFileSync(at("ca.crt"), by.certificate);
    writeFileSync(at("ca.key"), by.key);
    const signed = ["-CA", at("ca.crt"), "-CAkey", at("ca.key")];
    const extensions = [`extendedKeyUsage=${usage}`, ...(name === undefined ? [] : [`subjectAltName=DNS:${name}`])];
    const added = ["basicConstraints=CA:FALSE", ...extensions].flatMap((one) => ["-addext", one]);
    return made(["req", "-x509", ...newKey, "-days", "1", "-subj", `/CN=${subject}`, ...added, ...signed]);
}

function made(command: string[]): Pair {
    const folder = temporaryFolder("certificate");
    const [certificate, key] = ["tls.crt", "tls.key"].map((file) => path.join(folder, file)) as [string, string];
    execFileSync("openssl", [...command, "-out", certificate, "-keyout", key], { stdio: ["ignore", "ignore", "pipe"] });
    return { certificate: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
}
