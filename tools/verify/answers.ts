import type { IncomingHttpHeaders } from "node:http";
import type { Sent } from "./send";

type Answer = Sent["answer"];

const kongToken = /\bkong\/\d/i;

/**
 * Whether Kong had a hand in the answer, by the headers that it sets unless its setting `headers` is changed: `Via: 1.1
 * kong/<version>` on what it proxied, `Server: kong/<version>` on its own, latencies and a request id on both
 * (kong/runloop/handler.lua at tag 3.9.3).
 */
function isFromKong(headers: IncomingHttpHeaders): boolean {
    const own = ["x-kong-request-id", "x-kong-proxy-latency", "x-kong-upstream-latency", "x-kong-response-latency"];
    return (
        own.some((name) => headers[name] !== undefined) ||
        [headers.via, headers.server].flat().some((value) => value !== undefined && kongToken.test(value))
    );
}

/**
 * Whether a 5xx is Kong's own: it did not mean to proxy and so gives its response latency, or its error page, which has
 * the request id in it, stands in for an upstream that was not reached. That page comes with the headers of what was
 * proxied, for Kong sets those by its intent.
 */
export function isKongsOwnError(answer: Answer): boolean {
    if ("error" in answer || answer.status < 500) {
        return false;
    }
    const { headers, body } = answer;
    const [, named] = /request_id\W+([0-9a-f]+)/.exec(body) ?? [];
    return (
        headers["x-kong-response-latency"] !== undefined ||
        (named !== undefined && named === headers["x-kong-request-id"])
    );
}

/** Kong's own answer where no route takes the request. */
export function hasNoRoute({ answer }: Sent): boolean {
    return "status" in answer && answer.status === 404 && answer.body.includes("no Route matched");
}

/** The response has no evidence of Kong. */
export function isForeign(sent: Sent): boolean {
    return "status" in sent.answer && !hasNoRoute(sent) && !isFromKong(sent.answer.headers);
}

export function wasAnswered(sent: Sent): boolean {
    return "status" in sent.answer && !hasNoRoute(sent) && !isForeign(sent);
}

/** An answer in words: its status and, where it matters, who gave it. */
export function answerInWords(sent: Sent): string {
    const { answer } = sent;
    if ("error" in answer) {
        return answer.error;
    }
    if (isForeign(sent)) {
        return `${answer.status} without Kong's headers (Server: ${[answer.headers.server ?? "not given"].flat().join(", ")})`;
    }
    return isKongsOwnError(answer) ? `${answer.status} of Kong's own, not the upstream's` : String(answer.status);
}
