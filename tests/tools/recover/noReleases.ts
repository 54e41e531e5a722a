import assert from "node:assert/strict";
import type { ReleaseCluster } from "../../../tools/recover/cluster";

/** A cluster without a release, in which nothing is to be changed. */
export const noReleases: Omit<ReleaseCluster, "object"> = {
    revisions: async () => [],
    sets: async () => [],
    unfinished: async () => [],
    markFailed: async () => assert.fail("no record of Helm's is to be changed"),
    dropRecord: async () => assert.fail("no record of Helm's is to be deleted"),
    deletePod: async () => assert.fail("no pod is to be deleted"),
    deleteSetAlone: async () => assert.fail("no set is to be deleted"),
};
