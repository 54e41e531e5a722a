import { type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { reasonOf } from "./http";
import { traceparent } from "./traceIds";

export interface Probe {
    traceId: string;
    /** Whether the caller has sampled it. */
    sampled: boolean;
}

/** A request that was sent, and its answer. */
export interface Sent extends Probe {
    /** Base address it was sent to. */
    to: string;
    answer: { status: number; headers: IncomingHttpHeaders; body: string } | { error: string };
}

export interface SendSettings {
    path: string;
    host?: string;
    insecure: boolean;
}

const timeoutMs = 15_000;

/**
 * Sends one request for each probe, one after another, to the addresses in turn. Not with `fetch`, which cannot set the
 * header Host.
 */
export async function send(
    probes: Probe[],
    addresses: string[],
    settings: SendSettings,
    sent: (count: number) => void,
): Promise<Sent[]> {
    const all: Sent[] = [];
    for (const [index, probe] of probes.entries()) {
        const to = addresses[index % addresses.length] as string;
        all.push({ ...probe, to, answer: await sendOne(new URL(settings.path, to), probe, settings) });
        sent(all.length);
    }
    return all;
}

function sendOne(url: URL, { traceId, sampled }: Probe, { host, insecure }: SendSettings): Promise<Sent["answer"]> {
    const headers = {
        traceparent: traceparent(traceId, sampled),
        "user-agent": "kong-observability-verify",
        ...(host !== undefined && { host }),
    };
    const request = url.protocol === "https:" ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
        const failed = (error: unknown): void => resolve({ error: reasonOf(error) });
        request(
            url,
            {
                headers,
                agent: false,
                timeout: timeoutMs,
                rejectUnauthorized: !insecure,
                ...(host !== undefined && { servername: host.split(":")[0] }),
            },
            (response) => {
                let body = "";
                response.setEncoding("utf8");
                response.on("data", (text: string) => (body += body.length < 1000 ? text : ""));
                response.on("end", () =>
                    resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
                );
                response.on("error", failed);
            },
        )
            .on("timeout", function (this: { destroy(error: Error): void }) {
                this.destroy(new Error(`no answer within ${timeoutMs / 1000} s`));
            })
            .on("error", failed)
            .end();
    });
}
