import assert from "node:assert/strict";
import { probeAlerts as alertsOf, probeJob } from "../../../components/gateway/probes/alerts";
import { fires } from "../promtool";

const probeAlerts = alertsOf("kong", "observability");
const of = (series: string, address = "http://dp/a"): string =>
    `${series}{job="${probeJob}", gateway="kong", instance="${address}"}`;

/** What the exporter says of an address, minute by minute: whether it succeeded, and the status, 0 without one. */
const asked = (success: string, status: string, address?: string): Record<string, string> => ({
    [of("up", address)]: "1x60",
    [of("probe_success", address)]: success,
    [of("probe_http_status_code", address)]: status,
});

describe("Prometheus' own tool, of the gateway's probes", function () {
    this.timeout(30_000);
    const unanswered = (minutes: number, series: Record<string, string>): boolean =>
        fires(probeAlerts, "RouteUnanswered", minutes, series);

    it("sees after five minutes a route without an answer, beside one that has one, and its return", () => {
        const other = asked("1x60", "200x60", "http://dp/b");
        const gone = { ...other, ...asked("1x10 0x19 1x30", "200x10 0x19 200x30") };
        assert.deepEqual(
            [10, 14, 17, 30, 32].map((minutes) => unanswered(minutes, gone)),
            [false, false, true, true, false],
        );
    });

    it("sees an upstream that fails, and Kong's word for no route, which has a status of its own", () => {
        assert.equal(unanswered(20, asked("1x5 0x55", "200x5 503x55")), true);
        assert.equal(unanswered(20, asked("1x5 0x55", "200x5 404x55")), true);
    });

    it("takes for an answer a redirect, whose body the exporter never has, and a key that is asked for", () => {
        assert.equal(unanswered(40, asked("0x60", "301x60")), false);
        assert.equal(unanswered(40, asked("1x60", "401x60")), false);
    });

    it("says nothing of routes while the exporter itself is gone, which is the other alert's, and its return", () => {
        const away = {
            [of("up")]: "1x10 0x29 1x20",
            [of("probe_success")]: "1x10 stale _x28 1x20",
            [of("probe_http_status_code")]: "200x10 stale _x28 200x20",
        };
        assert.equal(unanswered(35, away), false);
        const missing = [20, 35, 42].map((minutes) => fires(probeAlerts, "ProbesMissing", minutes, away));
        assert.deepEqual(missing, [false, true, false]);
    });

    it("asks for one address that is scraped, not for all", () => {
        const one = { [of("up")]: "1x60", [of("up", "http://dp/b")]: "0x60" };
        assert.equal(fires(probeAlerts, "ProbesMissing", 40, one), false);
    });
});
