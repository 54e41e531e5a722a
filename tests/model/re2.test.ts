import assert from "node:assert/strict";
import { fits, isRe2 } from "../../model/re2";

describe("regular expressions as Go's programs read them", () => {
    it("may have what JavaScript's have not, and may not have what only those have", () => {
        const taken = ["\\S+", "(?i:foo)", "^(?i)foo", "(?P<n>a)", "\\p{Greek}", "\\Qa.b\\E", "[[:alpha:]]", "\\z"];
        const refused = ["(", "a++", "a\\1", "(?=a)", "(?<!a)b", "a{1,1001}", "\\e"];
        assert.deepEqual(taken.filter(isRe2), taken);
        assert.deepEqual(refused.filter(isRe2), []);
    });

    it("match the whole of a text", () => {
        assert.equal(fits("cart", "shop|cart"), true);
        assert.equal(fits("shop-2", "shop|cart"), false);
        assert.equal(fits("SHOP", "(?i)shop"), true);
        assert.equal(fits("a", "("), undefined);
    });
});
