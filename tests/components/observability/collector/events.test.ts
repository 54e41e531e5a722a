import assert from "node:assert/strict";
import { collectorType, find, ofType, planWith } from "../../../tools/plan/stacks";

describe("the cluster's events", () => {
    it("are read in one place, which never runs twice, and which may read events alone", async () => {
        const planned = await planWith("prod", {});
        const spec = find(planned, collectorType, "collector-events").inputs.spec as Record<string, unknown>;
        assert.deepEqual(
            [spec.mode, spec.replicas, spec.deploymentUpdateStrategy, spec.serviceAccount],
            ["deployment", 1, { type: "Recreate" }, "opentelemetry-events"],
        );
        const { rules } = find(
            planned,
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
            "collector-events",
        ).inputs;
        assert.deepEqual(rules, [{ apiGroups: [""], resources: ["events"], verbs: ["get", "list", "watch"] }]);
        const readers = ofType(planned, collectorType).filter(({ inputs }) =>
            JSON.stringify(inputs).includes("k8s_events"),
        );
        assert.deepEqual(
            readers.map(({ name }) => name),
            ["collector-events"],
        );
    });

    it("are not read where nobody wants them, or where Loki takes no OTLP", async () => {
        const without = [
            await planWith("local", { logs: { events: false } }),
            await planWith("local", { logs: { chart: "loki-stack", otlp: false } }),
        ];
        assert.ok(without.every((planned) => planned.resources.every(({ name }) => name !== "collector-events")));
    });
});
