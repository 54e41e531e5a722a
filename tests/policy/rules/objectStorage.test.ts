import assert from "node:assert/strict";
import type { Values } from "../../../policy/library/resource";
import { objectStorage } from "../../../policy/rules/objectStorage/rule";
import { planOf } from "../../tools/plan/stacks";
import { application, messages, release, seenOf } from "../helpers";

describe("policy object-storage", () => {
    it("passes object storage, the chart's default for Loki", () => {
        assert.deepEqual(
            messages(objectStorage, [
                release("loki", {}),
                release("tempo", { tempo: { storage: { trace: { backend: "s3" } } } }),
            ]),
            [],
        );
    });

    it("reports volumes", () => {
        const says = (what: string, signal: string): string =>
            `${what}, so ${signal} are on one volume in one zone; allowed: s3, gcs, azure`;
        assert.deepEqual(
            messages(objectStorage, [
                release("loki", { loki: { storage: { type: "filesystem" } } }),
                release("loki-stack", {}),
                release("tempo", {}),
            ]),
            [
                says("loki: loki.storage.type is filesystem", "logs"),
                says("loki-stack: loki.config.schema_config.configs[].object_store is filesystem", "logs"),
                says("tempo: tempo.storage.trace.backend is local", "traces"),
            ],
        );
        assert.deepEqual(
            messages(objectStorage, [application("tempo", { chart: "tempo", helm: { values: "tempo: {}" } })]).length,
            1,
        );
    });

    it("reports an index outside of it", () => {
        const period = (store: string, schema: string): Values => ({
            loki: {
                schemaConfig: {
                    configs: [
                        { store: "aws", schema: "v11" },
                        { store, schema },
                    ],
                },
            },
        });
        assert.deepEqual(messages(objectStorage, [release("loki", period("tsdb", "v13"))]), []);
        assert.deepEqual(messages(objectStorage, [release("loki", period("boltdb-shipper", "v12"))]), [
            "loki: loki.schemaConfig.configs[1] is schema v12 on boltdb-shipper, whose index needs a separate store; add a period with store tsdb and schema v13, whose index is in the object storage too",
        ]);
    });

    it("can allow other backends", () => {
        assert.deepEqual(messages(objectStorage, [release("tempo", {})], { backends: ["local"] }), []);
    });

    it("says nothing of what is not known yet, or is not there", () => {
        assert.deepEqual(
            messages(objectStorage, [release("loki", { loki: { storage: "[unknown]" } }), release("kong", {})]),
            [],
        );
    });

    it("is advisory, and true of the program as it is", async () => {
        assert.equal(objectStorage.enforcementLevel, "advisory");
        assert.equal(messages(objectStorage, seenOf(await planOf("prod"))).length, 0);
        assert.equal(messages(objectStorage, seenOf(await planOf("dev"))).length, 2);
    });
});
