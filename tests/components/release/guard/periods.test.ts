import assert from "node:assert/strict";
import { s3Schema, volumeSchema } from "../../../../components/observability/logs/lokiSchema";
import { periodObstacles } from "../../../../components/release/guard/periods";

const values = (schemaConfig: object, retention_period = "168h"): object => ({
    loki: { schemaConfig, limits_config: { retention_period } },
});
const today = "2026-12-10";
const found = (before: object | undefined, after: object, overrides?: Record<string, unknown>): [string, string][] =>
    periodObstacles("loki", before, after, overrides, today).map(({ key, message }) => [key, message]);
const refused = (before: object, after: object): string | undefined =>
    /^lines of (.*?): /.exec(found(before, after)[0]?.[1] ?? "")?.[1];

describe("the periods of a Loki that has lines", () => {
    const volume = values(volumeSchema);

    it("may be anything at first, and may stay", () => {
        assert.deepEqual(found(undefined, values(s3Schema(undefined))), []);
        assert.deepEqual(found(volume, volume), []);
        assert.deepEqual(found({}, volume), []);
    });

    it("may move to S3 from tomorrow on, and stay so", () => {
        const moving = values(s3Schema("2026-12-11"));
        assert.deepEqual(found(volume, moving), []);
        const moved = values(s3Schema("2026-12-05"));
        assert.deepEqual(found(moved, moved), []);
    });

    it("may not move at once, today, or on a day that has been", () => {
        assert.deepEqual(found(volume, values(s3Schema(undefined))), [
            [
                "logs.storage",
                "lines of 2026-12-03 would be looked for in s3, and are in filesystem: they would be lost to every query; allowed: a `from` after 2026-12-10, and the same until logs.retention has passed since then. What is to be given up goes by a shorter logs.retention",
            ],
        ]);
        assert.equal(
            refused(volume, values(s3Schema("2026-12-10"))),
            "2026-12-10 would be looked for in s3, and are in filesystem",
        );
        assert.equal(
            refused(volume, values(s3Schema("2026-12-07"))),
            "2026-12-07 would be looked for in s3, and are in filesystem",
        );
    });

    it("may lose the old one once nothing of it is kept, or it is given up", () => {
        const moved = (day: string, retention?: string): object => values(s3Schema(day), retention);
        const s3 = values(s3Schema(undefined));
        assert.deepEqual(found(moved("2026-12-03"), s3), []);
        assert.equal(refused(moved("2026-12-04"), s3), "2026-12-03 would be looked for in s3, and are in filesystem");
        assert.deepEqual(found(moved("2026-12-09"), values(s3Schema(undefined), "24h")), []);
    });

    it("may not go back either", () =>
        assert.equal(
            refused(values(s3Schema(undefined)), volume),
            "2026-12-03 would be looked for in filesystem, and are in s3",
        ));

    it("name the override that changes them", () => {
        const overrides = { loki: { schemaConfig: s3Schema(undefined) } };
        assert.deepEqual(
            found(volume, values(s3Schema(undefined)), overrides).map(([key]) => key),
            ["chartOverrides.loki.loki.schemaConfig.configs"],
        );
    });

    it("are Loki's alone", () =>
        assert.deepEqual(periodObstacles("tempo", volume, values(s3Schema(undefined)), undefined, today), []));
});
