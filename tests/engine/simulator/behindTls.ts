import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";

/**
 * A server behind TLS, since no client takes an EKS cluster's API without.
 * @param folder for key and certificate
 */
export async function behindTls(
    server: string,
    folder: string,
): Promise<{ url: string; certificate: string; stop(): void }> {
    const [keyFile, certificateFile] = [path.join(folder, "key.pem"), path.join(folder, "certificate.pem")];
    const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", keyFile, "-out", certificateFile];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...names, ...files], {
        stdio: "ignore",
    });
    const [key, certificate] = [readFileSync(keyFile, "utf8"), readFileSync(certificateFile, "utf8")];
    const front = createServer({ key, cert: certificate }, ({ url = "/" }, response) => {
        request(new URL(url, server), (answer) => {
            response.writeHead(answer.statusCode ?? 500, { "content-type": "application/json" });
            answer.pipe(response);
        })
            .on("error", () => response.destroy())
            .end();
    });
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    const { port } = front.address() as AddressInfo;
    const stop = (): void => {
        front.closeAllConnections();
        front.close();
    };
    return { url: `https://127.0.0.1:${port}`, certificate, stop };
}
