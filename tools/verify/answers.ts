import type { IncomingHttpHeaders } from "node:http";
import type { Sent } from "./send";

type Answer = Sent["answer"];

const kongToken = /\bkong\/\d/i;

/**
 * Whether Kong handled the request, by the headers that it sets unless its setting `headers` is changed: `Via: 1.1
 * kong/<version>` on proxied responses, `Server: kong/<version>` on its own, latencies and a request id on both
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
 * Whether a 5xx is Kong's own. Either Kong did not intend to proxy, and sets its response latency; or its error page,
 * which contains the request id, replaces the answer of an upstream that was not reached. That page has the headers of
 * a proxied response, because Kong sets them by its intent.
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

/** Kong's own answer if no route matches the request. */
export function hasNoRoute({ answer }: Sent): boolean {
    return "status" in answer && answer.status === 404 && answer.body.includes("no Route matched");
}

/** The response shows no sign of Kong. */
export function isForeign(sent: Sent): boolean {
    return "status" in sent.answer && !hasNoRoute(sent) && !isFromKong(sent.answer.headers);
}

export function wasAnswered(sent: Sent): boolean {
    return "status" in sent.answer && !hasNoRoute(sent) && !isForeign(sent);
}

/** An answer for people: its status and, if it matters, who sent it. */
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
