import assert from "node:assert/strict";
import { alertGroups } from "../../../tools/docs/alerts";
import { fires } from "../promtool";
import { cases } from "./cases";

describe("Prometheus' own tool, of each alert,", function () {
    this.timeout(60_000);

    for (const { alerts, recordings = [] } of alertGroups) {
        for (const { alert } of alerts) {
            it(`sees ${alert} fire, not fire, and end`, () => {
                const { fires: firing, quiet, resolves } = cases[alert]!;
                const rules = [...recordings, ...alerts];
                assert.equal(fires(rules, alert, firing.at, firing.series), true, "fires");
                assert.equal(fires(rules, alert, quiet.at, quiet.series), false, "stays quiet");
                assert.equal(fires(rules, alert, resolves.from, resolves.series), true, "fires before its end");
                assert.equal(fires(rules, alert, resolves.to, resolves.series), false, "ends");
            });
        }
    }
});
