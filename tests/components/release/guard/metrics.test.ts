import assert from "node:assert/strict";
import { scalesByUse } from "../../../../components/release/guard/metrics";

describe("pods that are scaled by their use of processors", () => {
    it("are those of a gateway with autoscaling, in either chart", () => {
        const autoscaling = { enabled: true, minReplicas: 2 };
        assert.ok(scalesByUse("kong", { autoscaling }));
        assert.ok(scalesByUse("ingress", { gateway: { autoscaling } }));
        assert.ok(!scalesByUse("kong", { autoscaling: { enabled: false } }));
        assert.ok(!scalesByUse("kong", {}));
        assert.ok(!scalesByUse("loki", { autoscaling }));
    });
});
