import assert from "node:assert/strict";
import fc from "fast-check";
import { printable, printableJson, printableLines } from "../../model/printable";
import { hostile, unfit } from "./planted";

describe("a text for a screen", () => {
    it("has no character that a terminal obeys or a reader does not see", () => {
        assert.equal(printable("a\u001b[31mb\n\u202ec\u200b"), "a\\u001b[31mb\\n\\u202ec\\u200b");
        assert.equal(printableLines("a\r\nb\tc\rd\u{e0041}"), "a\nb\tc\\rd\\u{e0041}");
        for (const write of [printable, printableLines, printableJson]) {
            assert.ok(!unfit.test(write(hostile)));
            fc.assert(
                fc.property(
                    fc.string({ unit: "binary" }),
                    (text) =>
                        !unfit.test(write(text)) &&
                        write("plain ä 漢 ⚠") === (write === printableJson ? '"plain ä 漢 ⚠"' : "plain ä 漢 ⚠"),
                ),
            );
        }
    });

    it("is the same JSON to a machine", () => {
        fc.assert(
            fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), (value, text) => {
                const content = { value, [text]: text, hostile };
                assert.deepEqual(JSON.parse(printableJson(content, 2)), JSON.parse(JSON.stringify(content)));
            }),
        );
        assert.equal(printableJson({ a: [1, "b"] }, 2), JSON.stringify({ a: [1, "b"] }, null, 2));
    });
});
