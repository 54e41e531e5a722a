import assert from "node:assert/strict";
import fc from "fast-check";
import { isDeeper, readJson, readYamlDocuments } from "../../model/parsing";
import { givesAway, planted } from "./planted";

const problem = (text: string): string => {
    try {
        readYamlDocuments(text, { uniqueKeys: true });
        return "";
    } catch (error) {
        return (error as Error).message;
    }
};

describe("reading YAML and JSON", () => {
    it("says where a text is wrong and what, without a word of it", () => {
        assert.match(
            problem(`a: 1\npassword: ${planted}: b\n`),
            /^a second `: ` on the line.* \(line 2, column \d+\)$/,
        );
        assert.match(problem(`a: [${planted}`), / not closed.* \(line 1, column \d+\)$/);
        assert.equal(problem(`a: 1\nb: 2\na: ${planted}\n`), "Map keys must be unique (line 3, column 1)");
        assert.match(problem(`a: *${planted}`), /^an alias without its anchor/);
        assert.throws(
            () => readJson(`{"a": "${planted}", b}`),
            (error: Error) => error.message.startsWith("no JSON") && !givesAway(error.message),
        );
    });

    it("never quotes, whatever is wrong", () => {
        const broken = fc.array(
            fc.constantFrom(
                planted,
                ": ",
                "\n",
                "  ",
                "- ",
                "[",
                "}",
                '"',
                "'",
                "*",
                "&",
                "!",
                "%",
                "@",
                "\t",
                "|",
                ">",
                "#",
                "\\",
                "a",
            ),
            { maxLength: 20 },
        );
        fc.assert(
            fc.property(broken, (parts) => !givesAway(problem(parts.join("")))),
            { numRuns: 2000 },
        );
        fc.assert(
            fc.property(broken, (parts) => {
                try {
                    readJson(parts.join(""));
                } catch (error) {
                    assert.ok(!givesAway((error as Error).message));
                }
            }),
            { numRuns: 500 },
        );
    });

    it("is done in time with many keys, aliases, brackets and documents", () => {
        const { user } = process.cpuUsage();
        const keys = Array.from({ length: 30_000 }, (_, index) => `k${index}: ${index}`).join("\n");
        assert.equal(Object.keys(readYamlDocuments(keys, { uniqueKeys: true })[0] as object).length, 30_000);
        assert.match(problem(`a: &a\n${" - *a\n".repeat(50_000)}`), /more than 500 aliases/);
        assert.match(problem(`a: ${"[".repeat(100_000)}`), /nested too deep/);
        assert.equal(readYamlDocuments("---\n".repeat(20_000)).length, 20_000);
        // Of keys alone, each compared with every other, it would be minutes.
        assert.ok((process.cpuUsage().user - user) / 1000 < 20_000);
    });

    it("tells how deep something is nested without going deeper", () => {
        const nested = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}1${"]".repeat(levels)}`);
        assert.deepEqual(
            [isDeeper(nested(100), 100), isDeeper(nested(101), 100), isDeeper(nested(50_000), 100)],
            [false, true, true],
        );
    });
});
