import assert from "node:assert/strict";
import { volumeClaim } from "../../../components/shared/kubernetes";

describe("claims", () => {
    it("leave the class to the cluster where none is named", () => {
        assert.deepEqual(volumeClaim("1Gi", undefined), {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: "1Gi" } },
        });
    });
});
