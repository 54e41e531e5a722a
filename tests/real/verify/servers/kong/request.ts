import { connect } from "node:net";

const head = (path: string, headers: Record<string, string>): string =>
    [`GET ${path} HTTP/1.1`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), "", ""].join(
        "\r\n",
    );

/** A request byte by byte, for Node's own client refuses what a hostile one sends. Answers with the status. */
export async function request(kongUrl: string, path: string, headers: Record<string, string>): Promise<number> {
    const { hostname, port } = new URL(kongUrl);
    const text = await new Promise<string>((resolve, reject) => {
        let answer = "";
        const socket = connect(Number(port), hostname, () =>
            socket.write(head(path, { host: "shop.example", connection: "close", ...headers }), "latin1"),
        );
        socket.on("data", (data) => (answer += data.toString("latin1")));
        socket.on("error", reject).on("close", () => resolve(answer));
    });
    return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
}
