/** An answer that is no 2xx. Its status and text tell the likeliest cause. */
export class HttpError extends Error {
    constructor(
        public readonly url: string,
        public readonly status: number,
        public readonly body: string,
    ) {
        super(`${new URL(url).pathname} answered ${status}${body.trim() === "" ? "" : `: ${body.trim().split("\n")[0]?.slice(0, 200)}`}`);
    }
}

/** Nobody answered at all. */
export class Unreachable extends Error {}

/** A server's base address, once there is one: a port-forward may have to be opened first, and may have to be opened again. */
export type Base = () => Promise<string>;

const timeoutMs = 10_000;

/** An HTTP API that answers in JSON. */
export class Api {
    constructor(
        private readonly base: Base,
        private readonly headers: Record<string, string> = {},
    ) {}

    /** @throws HttpError, Unreachable */
    async get(path: string, query: Record<string, string> = {}): Promise<unknown> {
        const text = await this.text(path, query);
        try {
            return JSON.parse(text) as unknown;
        } catch {
            throw new Error(`${path} answered something else than JSON: ${text.slice(0, 80)}`);
        }
    }

    async text(path: string, query: Record<string, string> = {}): Promise<string> {
        const base = await this.base();
        const search = new URLSearchParams(query).toString();
        const url = `${base}${path}${search === "" ? "" : `?${search}`}`;
        const response = await fetch(url, { headers: { accept: "application/json", ...this.headers }, signal: AbortSignal.timeout(timeoutMs) }).catch((error: unknown) => {
            throw new Unreachable(`${base} does not answer: ${reasonOf(error)}`);
        });
        const body = await response.text();
        if (!response.ok) {
            throw new HttpError(url, response.status, body);
        }
        return body;
    }
}

/** `fetch` says "fetch failed" and keeps the reason to itself. */
export function reasonOf(error: unknown): string {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (cause instanceof Error) {
        return (cause as NodeJS.ErrnoException).code ?? cause.message;
    }
    return String(cause);
}
