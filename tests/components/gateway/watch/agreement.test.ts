import assert from "node:assert/strict";
import { disagreements } from "../../../../components/gateway/watch/agreement";

const gateway = {
    namespace: "kong-b",
    signals: { environment: "b", accessLog: { enabled: true, queryString: false } },
};

describe("a gateway and the observability of another stack", () => {
    const agents = (environment: string, namespace = "kong-b"): { gateways: object[] } & object => ({
        gateways: [{ namespace, environment }],
    });
    const said = (layer: object): string[] => disagreements(gateway, { queryStrings: false, ...layer } as never);

    it("agree where both are told the same, or no agent reads anything", () => {
        assert.deepEqual(said({ agents: agents("b") }), []);
        assert.deepEqual(said({}), []);
    });

    it("warn of lines that nobody reads, or under another environment than spans have", () => {
        const [unread, ...more] = said({ agents: agents("a", "kong") });
        assert.deepEqual(more, []);
        assert.match(unread ?? "", /namespace kong-b .*Add \{ namespace: kong-b, environment: b \} to logs\.gateways/);
        const [renamed] = said({ agents: agents("platform") });
        assert.match(renamed ?? "", /get deployment\.environment\.name platform, and its spans b/);
    });

    it("warn of query strings that one keeps and the other does not", () => {
        assert.match(said({ queryStrings: true })[0] ?? "", /keep their query strings, which access lines lose/);
    });
});
