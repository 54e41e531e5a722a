import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import type { Stoppable } from "./processes";

/** The environment variable with the base address of a server that speaks S3, and asks nobody who they are. */
export const s3Server = "S3";

/** Who the stores say they are. */
export const anyone = "anyone";

/** A bucket on that server, and what is asked of it. */
export interface TestBucket extends Stoppable {
    name: string;
    /** For a store: `host:port`, without TLS. */
    endpoint: string;
    /** The actions of IAM that were needed so far. */
    actions: Set<string>;
    keys(): Promise<string[]>;
}

/** Makes a bucket whose name begins so, and stands before it to see which actions a store needs. */
export async function startBucket(prefix: string): Promise<TestBucket> {
    const server = new URL(process.env[s3Server] ?? "");
    const name = `${prefix}-${randomUUID()}`;
    const made = await fetch(new URL(`/${name}`, server), { method: "PUT" });
    if (!made.ok) {
        throw new Error(`no bucket ${name}: ${made.status} ${await made.text()}`);
    }
    const actions = new Set<string>();
    const proxy = createServer((asked, answer) => {
        actionsOf(asked).forEach((action) => actions.add(action));
        const { method, url: path, headers } = asked;
        const passed = forward({ host: server.hostname, port: server.port, method, path, headers }, (given) => {
            answer.writeHead(given.statusCode ?? 502, given.headers);
            given.pipe(answer);
        });
        passed.on("error", () => answer.writeHead(502).end());
        asked.pipe(passed);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    return {
        name,
        endpoint: `127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        actions,
        keys: async () => {
            const listing = await (await fetch(new URL(`/${name}?list-type=2`, server))).text();
            return [...listing.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = ""]) => key);
        },
        stop: () =>
            new Promise((resolve) => {
                proxy.close(() => resolve());
                proxy.closeAllConnections();
            }),
    };
}

/** By https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html, for path-style addresses. */
function actionsOf({ method = "", url = "", headers }: IncomingMessage): string[] {
    const { pathname, searchParams: query } = new URL(url, "http://s3");
    const key = pathname.split("/").slice(2).join("/");
    if (key === "") {
        const of = [...query.keys()].find((name) => ["location", "delete", "uploads"].includes(name)) ?? "";
        const listing = {
            location: "GetBucketLocation",
            delete: "DeleteObject",
            uploads: "ListBucketMultipartUploads",
        };
        return [`s3:${listing[of as keyof typeof listing] ?? "ListBucket"}`];
    }
    if (query.has("tagging")) {
        return [`s3:${method === "GET" ? "Get" : "Put"}ObjectTagging`];
    }
    if (method === "DELETE") {
        return [query.has("uploadId") ? "s3:AbortMultipartUpload" : "s3:DeleteObject"];
    }
    // A copy is read as well, and has its tags read and written.
    const copied = ["s3:GetObject", "s3:GetObjectTagging", "s3:PutObjectTagging"];
    const written = ["s3:PutObject", ...(headers["x-amz-copy-source"] === undefined ? [] : copied)];
    return method === "GET" || method === "HEAD" ? ["s3:GetObject"] : written;
}
