import assert from "node:assert/strict";
import { hybridAlerts, ingressControllerAlerts } from "../../components/kong/rules";
import { signalAlerts } from "../../components/observability/signalAlerts";
import { increaseOf } from "../../components/promql";

const all = [...hybridAlerts, ...ingressControllerAlerts, ...signalAlerts({ samplingRate: 1, accessLogs: true })];

describe("alerts on counters", () => {
    it("ask for the growth of each as increaseOf does, which sees the first event of a series", () => {
        const growth = /\b(?:increase|rate|irate|delta|idelta|resets|changes)\(([^[\]]*)\[(\w+)\]\)/g;
        const asked = all.flatMap(({ alert, expr }) => [...expr.matchAll(growth)].map(([, counter, window]) => ({ alert, expr, counter, window })));
        assert.ok(asked.length >= 8);
        for (const { alert, expr, counter, window } of asked) {
            assert.ok(expr.includes(increaseOf(counter!, window!)), `${alert} sees nothing of the first event of ${counter}`);
        }
    });

    /** What is no single event: it is tried again every few seconds. */
    const going = ["KongConfigurationPushFailing"];

    it("wait no longer than one event stays in sight, and longer than a scrape takes", () => {
        for (const { alert, expr, for: wait } of all) {
            assert.match(wait, /^\d+(m|h)$/, alert);
            for (const [, minutes] of going.includes(alert) ? [] : expr.matchAll(/increase\([^[\]]*\[(\d+)m\]\)/g)) {
                assert.ok(Number(minutes) > parseInt(wait), `${alert} waits ${wait} for what is seen for ${minutes} minutes`);
            }
        }
    });
});
