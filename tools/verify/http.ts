import { addressOf } from "./addresses";

/** An answer that is no 2xx. Its status and text tell the likeliest cause. */
export class HttpError extends Error {
    constructor(
        name: string,
        path: string,
        public readonly status: number,
        public readonly body: string,
    ) {
        super(
            `${name} answered ${path} with ${status}${body.trim() === "" ? "" : `: ${body.trim().split("\n")[0]?.slice(0, 200)}`}`,
        );
    }
}

/** Nobody answered at all. */
class Unreachable extends Error {}

/** A server's base address, once there is one: a port-forward must be opened first, and again where its pod is gone. */
export type Base = (again: boolean) => Promise<string>;

const timeoutMs = 10_000;

/** An HTTP API that answers in JSON. */
export class Api {
    private lost = false;

    constructor(
        private readonly name: string,
        private readonly base: Base,
        private readonly headers: Record<string, string> = {},
    ) {}

    /** @throws HttpError, Unreachable */
    async get(path: string, query: Record<string, string> = {}): Promise<unknown> {
        const text = await this.text(path, query);
        try {
            return JSON.parse(text) as unknown;
        } catch {
            throw new Error(`${this.name} answered ${path} with something else than JSON: ${text.slice(0, 80)}`);
        }
    }

    /** @throws HttpError, Unreachable */
    async post(path: string, body: unknown): Promise<void> {
        await this.text(path, {}, { method: "POST", body: JSON.stringify(body) });
    }

    /** @throws HttpError, Unreachable */
    async text(path: string, query: Record<string, string> = {}, sent: RequestInit = {}): Promise<string> {
        const { url: base, headers: login } = addressOf(await this.base(this.lost));
        const search = new URLSearchParams(query).toString();
        const url = `${base}${path}${search === "" ? "" : `?${search}`}`;
        this.lost = false;
        const form: Record<string, string> = sent.body === undefined ? {} : { "content-type": "application/json" };
        const response = await fetch(url, {
            ...sent,
            headers: { accept: "application/json", ...form, ...login, ...this.headers },
            signal: AbortSignal.timeout(timeoutMs),
        }).catch((error: unknown) => {
            this.lost = true;
            throw new Unreachable(`${this.name} does not answer: ${reasonOf(error)}`);
        });
        const body = await response.text();
        if (!response.ok) {
            throw new HttpError(this.name, path, response.status, body);
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
