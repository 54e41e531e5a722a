import assert from "node:assert/strict";
import { contributions } from "../../../components/observability/contributions";
import { type Contribution, gathered } from "../../../components/observability/shared/contribution";
import { series } from "../../../components/shared/dashboards/panels";
import { rooms, signalAlerts } from "./made";

describe("contributions of rooms", () => {
    it("are gathered in their order, whatever each of them leaves out", () => {
        const [first, second] = signalAlerts({ samplingRate: 1, accessLogs: true });
        assert.ok(first && second);
        const panels = ["a", "b"].map((title) => series(title, "s", { up: "up" }));
        const check = { signal: "routes answered", query: "probe_success", found: "answers", missing: "None." };
        const recording = { record: "a:b:c", expr: "b" };
        const list: Contribution[] = [
            { alerts: [second], recordings: [recording] },
            { panels: { telemetry: panels }, checks: [check] },
            {},
            { alerts: [first], checks: [{ ...check, signal: "other" }] },
        ];
        assert.deepEqual(gathered(list), {
            alerts: [second, first],
            recordings: [recording],
            panels: { telemetry: panels },
            checks: [check, { ...check, signal: "other" }],
        });
    });

    it("show what passes the collector, with and without agents, and alerts of agents only with them", () => {
        const titlesOf = ({ panels }: ReturnType<typeof gathered>): unknown[] =>
            panels.telemetry.map((panel) => panel.build().title);
        const titles = titlesOf(gathered(contributions(rooms)));
        assert.ok(titles.length > 0);
        for (const agents of [true, false]) {
            const all = gathered(contributions({ ...rooms, agents }));
            assert.deepEqual(titlesOf(all), titles);
            assert.equal(all.alerts.some(({ alert }) => alert === "KongQueueDropping"), agents); // prettier-ignore
        }
    });
});
