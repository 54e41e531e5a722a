import assert from "node:assert/strict";
import { secondsOf } from "../../model/duration";

describe("a length of time", () => {
    const written: [string, number][] = [
        ["30s", 30],
        ["72h", 259_200],
        ["1h30m", 5400],
        ["15d", 1_296_000],
        ["2w", 1_209_600],
        ["1.5h", 5400],
        ["500ms", 0.5],
    ];
    written.forEach(([text, seconds]) => it(`is read out of ${text}`, () => assert.equal(secondsOf(text), seconds)));

    [undefined, "", "0", "h", "3 days", "72", "-1h", {}].forEach((other) =>
        it(`is not read out of ${JSON.stringify(other)}`, () => assert.equal(secondsOf(other), undefined)),
    );
});
