import assert from "node:assert/strict";
import { fromFirstAddress, isDocumentation, isPrivate, isWithin, partOf, prefixLength } from "../../model/addresses";

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

    it("tell what lies in what, of one family alone", () => {
        const cases: [string, string, boolean][] = [
            ["10.1.0.0/24", "10.1.0.0/16", true],
            ["10.1.0.0/16", "10.1.0.0/16", true],
            ["10.1.0.0/15", "10.1.0.0/16", false],
            ["10.2.0.0/16", "10.1.0.0/16", false],
            ["2001:db8::1", "2001:db8::/32", true],
            ["10.0.0.1", "::/0", false],
            ["10.0.0.0/33", "0.0.0.0/0", false],
            ["10.0.0.0/", "0.0.0.0/0", false],
            ["10.0.0.0/8", "nonsense", false],
        ];
        for (const [range, wider, within] of cases) {
            assert.equal(isWithin(range, wider), within, `${range} in ${wider}`);
        }
    });

    it("begin a range at its first address, and cut it into parts", () => {
        assert.deepEqual(["10.1.2.3/16", "10.0.0.0/8", "255.255.255.255/0", "192.168.7.9"].map(fromFirstAddress), [
            "10.1.0.0/16",
            "10.0.0.0/8",
            "0.0.0.0/0",
            "192.168.7.9/32",
        ]);
        assert.deepEqual(
            [0, 3].map((index) => partOf("255.255.0.0/16", 2, index)),
            ["255.255.0.0/18", "255.255.192.0/18"],
        );
        for (const wrong of ["10.0.0.300/16", "::/0", "ten", "10.0.0.0/33"]) {
            assert.throws(() => fromFirstAddress(wrong), /is not an IPv4 range such as 10\.0\.0\.0\/16/);
        }
    });

    it("measure a network", () => {
        assert.deepEqual(["0.0.0.0/0", "10.0.0.0/16", "10.0.0.1", "2001:db8::/64"].map(prefixLength), [0, 16, 32, 32]);
    });
});
