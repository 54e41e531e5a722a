import assert from "node:assert/strict";
import { isDocumentation, isPrivate } from "../../settings/addresses";
import { defaultZones } from "../../settings/zones";

describe("addresses", () => {
    it("tell ranges that stand for others in documents", () => {
        for (const range of [
            "192.0.2.0/24",
            "198.51.100.7/32",
            "203.0.113.0/24",
            "203.0.113.128/25",
            "203.0.113.5",
            "2001:db8::/32",
            "2001:DB8:1:2::/64",
            "3fff:0fff::/32",
        ]) {
            assert.ok(isDocumentation(range), range);
        }
        for (const range of [
            "0.0.0.0/0",
            "203.0.112.0/23",
            "203.0.114.0/24",
            "::/0",
            "2001:db9::/32",
            "2001::/16",
            "somewhere",
            "",
        ]) {
            assert.ok(!isDocumentation(range), range);
        }
    });

    it("tell ranges that are never on the internet", () => {
        assert.deepEqual(
            ["10.0.0.0/8", "10.9.8.7/32", "0.0.0.0/0", "0.0.0.0/1", "8.0.0.0/5", "203.0.113.0/24"].map(isPrivate),
            [true, true, false, false, false, false],
        );
    });
});

describe("default zones", () => {
    it("are three of the region, and none where they differ by account", () => {
        assert.deepEqual(defaultZones("eu-central-1"), ["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
        assert.deepEqual(defaultZones("ca-central-1")?.at(-1), "ca-central-1d");
        assert.deepEqual([defaultZones("us-west-1"), defaultZones("us-east-1")], [undefined, undefined]);
    });
});
