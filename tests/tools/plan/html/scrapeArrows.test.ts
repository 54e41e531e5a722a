import assert from "node:assert/strict";
import type { Box } from "../../../../tools/plan/html/boxes";
import { scrapeArrows } from "../../../../tools/plan/html/scrapeArrows";
import { plannedResource } from "../plannedResource";
import { lines } from "./helpers";

describe("arrows of what Prometheus scrapes", () => {
    it("says by port what Prometheus asks of a chart, of each of its monitors", async () => {
        assert.ok((await lines("ingress-controller")).includes("metrics → kong: metrics scrape 8100, 10255"));
        assert.ok((await lines("loki-stack")).includes("metrics → logs: metrics scrape 3100, 3101"));
        assert.ok((await lines("probes")).includes("metrics → probes: metrics scrape 9115"));
    });

    const releaseOf = (chart: string, values: object): Box => ({
        ...{ id: chart, name: chart, kind: "chart", frame: undefined, lines: [], serves: [] },
        resources: [plannedResource({ type: "kubernetes:helm.sh/v3:Release", name: chart, inputs: { chart, values } })],
    });

    const switchedOn: [chart: string, values: object, port: string[]][] = [
        ["aws-load-balancer-controller", { serviceMonitor: { enabled: true } }, ["8080"]],
        ["cloudnative-pg", { monitoring: { podMonitorEnabled: true } }, ["8080"]],
        ["opentelemetry-operator", { manager: { serviceMonitor: { enabled: true } } }, ["8443"]],
        ["redis", { metrics: { serviceMonitor: { enabled: true } } }, []],
    ];
    for (const [chart, values, ports] of switchedOn) {
        it(`draws the monitor of ${chart} where an override switches it on`, () => {
            const boxes = [releaseOf("kube-prometheus-stack", {}), releaseOf(chart, values)];
            assert.deepEqual(
                scrapeArrows(boxes).map(({ to, notes }) => ({ to, notes })),
                [{ to: chart, notes: ["scrape", ...ports] }],
            );
            assert.deepEqual(scrapeArrows([releaseOf("kube-prometheus-stack", {}), releaseOf(chart, {})]), []);
        });
    }
});
