import assert from "node:assert/strict";
import { byWrittenKey, findSettings } from "../../settings/namespace";
import { lines } from "./helpers";

describe("namespaces of the settings", () => {
    it("are the project's and the program's, and those of providers are left alone", () => {
        const found = findSettings("shop", {
            "shop:sample": "true",
            "shop:metrics": "{}",
            "kong-observability:metrics": '{"retention":"3d"}',
            "aws:region": "eu-central-1",
            "kubernetes:context": "kind",
        });
        assert.deepEqual(Object.fromEntries(found.values), { sample: "true", metrics: '{"retention":"3d"}' });
        assert.deepEqual(found.problems, []);
    });

    it("may not both have a key, nor be misspelt", () => {
        const { problems } = findSettings("shop", {
            "shop:protect": "false",
            "kong-observability:protect": "true",
            "kong-observabilty:logs": "{}",
            "shopp:logs": "{}",
        });
        assert.deepEqual(lines(problems), [
            'kong-observabilty:logs: unknown namespace, did you mean "kong-observability"?',
            'shopp:logs: unknown namespace, did you mean "shop"?',
            "kong-observability:protect: set beside shop:protect; allowed: one of the two",
        ]);
        assert.deepEqual(findSettings("kong-observability", { "kong-observability:protect": "true" }).problems, []);
    });

    it("stand in problems as they stand in the file", () => {
        const all = { "kong-observability:metrics": "{}", "shop:logs": "{}" };
        const keys = ["shop:metrics.retention", "shop:metrics", "shop:metricsx", "shop:logs", "stack", "aws:region"];
        assert.deepEqual(
            keys.map((key) => byWrittenKey({ key, message: "" }, "shop", all).key),
            ["kong-observability:metrics.retention", "kong-observability:metrics", ...keys.slice(2)],
        );
    });
});
