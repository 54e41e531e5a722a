import assert from "node:assert/strict";
import { cloudNativePgValues } from "../../../../components/gateway/database/cloudNativePg";

describe("CloudNativePG values", () => {
    it("let the CA outlive Kong's pods, which read it only at start", () => {
        assert.equal(cloudNativePgValues({}).config.data.CERTIFICATE_DURATION, "3650");
    });
});
