import assert from "node:assert/strict";
import { defaultZones } from "../../settings/zones";

describe("default zones", () => {
    it("are three of the region, and none where they differ by account", () => {
        assert.deepEqual(defaultZones("eu-central-1"), ["eu-central-1a", "eu-central-1b", "eu-central-1c"]);
        assert.deepEqual(defaultZones("ca-central-1")?.at(-1), "ca-central-1d");
        assert.deepEqual([defaultZones("us-west-1"), defaultZones("us-east-1")], [undefined, undefined]);
    });
});
