import assert from "node:assert/strict";
import { answerInWords, hasNoRoute, isKongsOwnError, wasAnswered } from "../../../tools/verify/answers";
import type { Sent } from "../../../tools/verify/send";

describe("an answer", () => {
    const sent = (status: number, headers: Record<string, string> = {}, body = ""): Sent => ({
        traceId: "",
        sampled: true,
        to: "",
        answer: { status, headers, body },
    });
    const id = "0af7651916cd43dd8448eb211c80319c";
    const proxied = {
        via: "1.1 kong/3.9.3",
        server: "an-upstream",
        "x-kong-upstream-latency": "2",
        "x-kong-proxy-latency": "1",
        "x-kong-request-id": id,
    };
    const own = { server: "kong/3.9.3", "x-kong-response-latency": "1", "x-kong-request-id": id };

    it("counts where a route of Kong's gave it, whatever its status", () => {
        assert.equal(wasAnswered(sent(503, proxied)), true);
        assert.equal(wasAnswered(sent(404, proxied, "not here")), true);
        assert.equal(wasAnswered(sent(401, own)), true);
        assert.equal(hasNoRoute(sent(404, own, '{"message":"no Route matched with those values"}')), true);
        assert.equal(wasAnswered({ ...sent(0), answer: { error: "ECONNREFUSED" } }), false);
    });

    it("counts by any one of the headers that Kong sets", () => {
        for (const [name, value] of Object.entries({ ...own, ...proxied, server: "kong/3.9.3.1-enterprise-edition" })) {
            assert.equal(wasAnswered(sent(200, { [name]: value })), true, name);
        }
    });

    it("does not count where nothing shows that it is Kong's, and says who gave it", () => {
        assert.equal(wasAnswered(sent(503, { server: "awselb/2.0" })), false);
        assert.equal(wasAnswered(sent(200, { via: "1.1 varnish" })), false);
        assert.equal(
            answerInWords(sent(503, { server: "awselb/2.0" })),
            "503 without Kong's headers (Server: awselb/2.0)",
        );
        assert.match(answerInWords(sent(404)), /Server: not given/);
    });

    it("is Kong's own error where it did not proxy, or where its page stands in for the upstream", () => {
        assert.equal(isKongsOwnError(sent(503, own).answer), true);
        assert.equal(
            isKongsOwnError(
                sent(502, proxied, `An invalid response was received from the upstream server\nrequest_id: ${id}\n`)
                    .answer,
            ),
            true,
        );
        assert.equal(
            isKongsOwnError(
                sent(502, proxied, `{\n  "message":"An invalid response",\n  "request_id":"${id}"\n}`).answer,
            ),
            true,
        );
        assert.equal(isKongsOwnError(sent(503, proxied, "the upstream's own").answer), false);
        assert.equal(
            isKongsOwnError(sent(503, { "x-kong-request-id": id }).answer),
            false,
            "where Kong hides who answered",
        );
        assert.equal(isKongsOwnError(sent(401, own).answer), false);
        assert.equal(answerInWords(sent(503, own)), "503 of Kong's own, not the upstream's");
    });
});
