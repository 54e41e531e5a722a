import { addressOf } from "./addresses";

/** An answer with a status other than 2xx. Status and text show the most likely cause. */
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

/** What a backend is sent cannot be read out of the cluster. */
export class UnreadableSecret extends Error {
    constructor(
        public readonly namespace: string,
        public readonly secretName: string,
        key: string,
    ) {
        super(`the key ${key} of the Secret ${secretName} in ${namespace} cannot be read`);
    }
}

/** There was no answer at all. */
class Unreachable extends Error {}

/** A server's base address, once it is known: a port-forward is opened first, and again when its pod is gone. */
export type Base = (again: boolean) => Promise<string>;

/** Known at once, or read out of the cluster first. */
export type Headers = Record<string, string> | (() => Promise<Record<string, string>>);

const timeoutMs = 10_000;

/** An HTTP API with JSON answers. */
export class Api {
    private lost = false;

    constructor(
        private readonly name: string,
        private readonly base: Base,
        private readonly headers: Headers = {},
    ) {}

    /** @throws HttpError, Unreachable */
    async get(path: string, query: Record<string, string> = {}): Promise<unknown> {
        return this.read(path, await this.text(path, query));
    }

    /** A question that is posted. @throws HttpError, Unreachable */
    async ask(path: string, body: unknown): Promise<unknown> {
        return this.read(path, await this.text(path, {}, { method: "POST", body: JSON.stringify(body) }));
    }

    private read(path: string, text: string): unknown {
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
        const further = typeof this.headers === "function" ? await this.headers() : this.headers;
        const search = new URLSearchParams(query).toString();
        const url = `${base}${path}${search === "" ? "" : `?${search}`}`;
        this.lost = false;
        const form: Record<string, string> = sent.body === undefined ? {} : { "content-type": "application/json" };
        const response = await fetch(url, {
            ...sent,
            headers: { accept: "application/json", ...form, ...login, ...further },
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

/** `fetch` only says "fetch failed"; the reason is in its cause. */
export function reasonOf(error: unknown): string {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    if (cause instanceof Error) {
        return (cause as NodeJS.ErrnoException).code ?? cause.message;
    }
    return String(cause);
}
