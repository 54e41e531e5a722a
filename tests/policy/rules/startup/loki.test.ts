import assert from "node:assert/strict";
import { startup } from "../../../../policy/rules/startup/rule";
import { messages, release } from "../../helpers";

describe("policy startup", () => {
    const loki = (replicas: number, replication_factor?: number, deploymentMode = "Monolithic"): string[] =>
        messages(startup, [
            release("loki", {
                deploymentMode,
                loki: replication_factor === undefined ? {} : { commonConfig: { replication_factor } },
                singleBinary: { replicas },
            }),
        ]);

    it("reports a Loki with fewer pods than its copies of a line need, three where nothing says", () => {
        const says = (pods: number): string =>
            `loki: singleBinary.replicas is ${pods}, and loki.commonConfig.replication_factor is 3: each write needs 2 pods, so every line is refused; set logs.replicas, from which both follow`;
        assert.deepEqual(loki(1, 3), [says(1)]);
        assert.deepEqual(loki(1), [says(1)]);
    });

    it("passes one with enough, and one of several parts", () => {
        assert.deepEqual([...loki(1, 1), ...loki(3, 3), ...loki(2, 3), ...loki(5)], []);
        assert.deepEqual(loki(0, 3, "Distributed"), []);
    });
});
