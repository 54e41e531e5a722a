import assert from "node:assert/strict";
import { drawn, lines } from "./helpers";

describe("the picture of a plan beside what exists", () => {
    it("draws what exists as what it is asked and sent, and stands it outside where it is", async () => {
        const all = await lines("existing");
        for (const line of [
            "prometheus → kong-dp: metrics scrape 8100",
            "prometheus → collector: metrics scrape port monitoring",
            "collector → loki: logs",
            "datasources → loki: query",
            "datasources → tempo: query 3200",
            "datasources → grafana: config by its sidecar",
            "grafana → prometheus: query",
        ]) {
            assert.ok(all.includes(line), `${line} is not among\n${all.join("\n")}`);
        }
        const { boxes, arrows } = await drawn("existing");
        const placed = ["loki", "tempo", "prometheus"].map((name) => boxes.find((box) => box.name === name)?.frame);
        assert.deepEqual(placed, [undefined, "namespace tracing", "namespace monitoring"]);
        assert.ok(!arrows.ends.some(({ lines: hosts }) => hosts.includes("loki.example")));
        // Grafana alone, out of the same chart, scrapes nothing.
        const beside = (await lines("existing-prometheus")).filter((line) => line.includes("scrape"));
        assert.ok(beside.length > 5 && beside.every((line) => line.startsWith("prometheus → ")), beside.join("\n"));
    });

    it("draws what another stack does for the gateway, and stands a stack outside that serves nothing here", async () => {
        const all = await lines("gateway");
        const observability = "organization/kong-observability/observability";
        for (const line of [
            `${observability} → kong-dp: metrics scrape 8100`,
            `kong-dp → ${observability}: logs container output`,
            `kong-gateway → ${observability}: traces 4318`,
        ]) {
            assert.ok(all.includes(line), `${line} is not among\n${all.join("\n")}`);
        }
        const { boxes } = await drawn("gateway");
        const frameOf = (name: string): string | undefined =>
            boxes.find((box) => box.name === `organization/kong-observability/${name}`)?.frame;
        assert.deepEqual([frameOf("observability"), frameOf("platform")], ["namespace observability", undefined]);
    });

    it("draws the way of data planes to a control plane on another cluster", async () => {
        assert.ok((await lines("remote-data-planes")).includes("edge → control plane: config 8005, 8006"));
    });
});
