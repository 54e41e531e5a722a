import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Answer {
    status?: number;
    type?: string;
    headers?: Record<string, string>;
    body: string;
}

export const json = (data: unknown, status = 200): Answer => ({
    status,
    type: "application/json",
    body: JSON.stringify(data),
});

/** A small server on a free loopback port. */
export async function serve(
    answer: (request: IncomingMessage, url: URL) => Answer | Promise<Answer>,
): Promise<{ url: string; address: string; port: number; server: Server; stop(): Promise<void> }> {
    const server = createServer((request: IncomingMessage, response: ServerResponse) => {
        void Promise.resolve(answer(request, new URL(request.url ?? "/", "http://stub")))
            .catch((error: unknown) => ({ status: 500, body: String(error) }) as Answer)
            .then(({ status = 200, type = "text/plain", headers = {}, body }) => {
                request.resume();
                return response.writeHead(status, { "content-type": type, connection: "close", ...headers }).end(body);
            });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const stop = async (): Promise<void> => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
    };
    return { url: `http://127.0.0.1:${port}`, address: `127.0.0.1:${port}`, port, server, stop };
}
