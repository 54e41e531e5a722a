import assert from "node:assert/strict";
import { writtenKey } from "../../model/settingKeys";

describe("a setting's full key", () => {
    it("is the one of the stack file, whatever the project is called", () => {
        const all = { "kong-observability:cluster": "{}", "shop:kong": "{}" };
        const texts = ["cluster", "cluster.network.zones[1]: got a", "cluster: x", "kong.database", "clusters", "logs"];
        assert.deepEqual(
            texts.map((text) => writtenKey(text, "shop", all)),
            [
                ...texts.slice(0, 3).map((text) => `kong-observability:${text}`),
                ...texts.slice(3).map((text) => `shop:${text}`),
            ],
        );
        assert.equal(writtenKey("logs", "kong-observability", {}), "kong-observability:logs");
    });
});
