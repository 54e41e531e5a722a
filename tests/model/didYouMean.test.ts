import assert from "node:assert/strict";
import { didYouMean, isLike } from "../../model/didYouMean";

describe("did you mean", () => {
    it("names what is near, and else what there is", () => {
        assert.equal(didYouMean("replcas", ["replicas", "name"]), ', did you mean "replicas"?');
        assert.equal(didYouMean("something", ["replicas", "name"]), "; allowed: replicas, name");
        assert.equal(didYouMean("something", ["replicas", "name"], "a key"), "; allowed: a key");
        assert.equal(didYouMean("something", []), "");
    });

    it("takes more letters for the same in a long word", () => {
        assert.ok(isLike("kong-observabilty", "kong-observability", 1));
        assert.ok(!isLike("aws", "gke"));
    });
});
