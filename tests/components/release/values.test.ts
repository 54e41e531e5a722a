import assert from "node:assert/strict";
import { mergeValues } from "../../../components/release/values";

describe("values", () => {
    it("merge as Helm does: objects by key, lists and the rest replaced, null kept", () => {
        const ours = { a: { b: 1, c: [1, 2] }, d: "x", e: { f: 1 } };
        assert.deepEqual(mergeValues(ours, { a: { c: [3] }, d: null, e: "text", g: true }), {
            a: { b: 1, c: [3] },
            d: null,
            e: "text",
            g: true,
        });
        assert.deepEqual(ours, { a: { b: 1, c: [1, 2] }, d: "x", e: { f: 1 } });
        assert.deepEqual(mergeValues(ours, undefined), ours);
    });

    it("never look into what is not a plain object", () => {
        class Output {
            constructor(readonly inner: number) {}
        }
        const output = new Output(1);
        assert.equal(mergeValues({ a: output }, { b: 1 }).a, output);
        assert.deepEqual(mergeValues({ a: output }, { a: { b: 1 } }).a, { b: 1 });
    });
});
