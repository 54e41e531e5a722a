import assert from "node:assert/strict";
import { wiring } from "../../../policy/library/wiring/wires";
import { plannedResource } from "./plannedResource";

describe("the wiring", () => {
    it("is found in a long text as soon as in a short one", () => {
        const { user } = process.cpuUsage();
        const inputs = {
            data: {
                a: "a".repeat(1_000_000),
                b: `${"a-".repeat(500_000)} http://tempo.observability.svc:3200/x`,
                c: "a.a.".repeat(250_000),
            },
        };
        const [wire] = wiring([plannedResource({ type: "kubernetes:core/v1:ConfigMap", name: "a", inputs })]);
        assert.equal(wire?.address, "http://tempo.observability.svc:3200/x");
        // 100 KB once took 57 s.
        assert.ok((process.cpuUsage().user - user) / 1000 < 10_000);
    });
});
