import assert from "node:assert/strict";
import { check, problems } from "./helpers";

const to = (signal: "traces" | "metrics", ...more: object[]): Record<string, unknown> => ({
    [signal]: { destinations: [{ kind: "in-cluster" }, { kind: "deepflow" }, ...more] },
});

describe("the setting deepflow", () => {
    it("is off, and installs nothing", () => {
        const { settings } = check();
        assert.equal(settings.deepflow?.enabled, false);
        assert.equal(settings.deepflow?.timezone, "Etc/UTC");
    });

    it("is what a destination of that kind needs", () => {
        const deepflow = { enabled: true };
        for (const signal of ["traces", "metrics"] as const) {
            assert.deepEqual(problems({ deepflow, ...to(signal) }), []);
            assert.deepEqual(problems(to(signal)), [
                `p:${signal}.destinations[1].kind: got "deepflow"; allowed: that only with deepflow.enabled true, which installs it`,
            ]);
        }
        assert.match(
            problems({ deepflow, logs: { chart: "loki", destinations: [{ kind: "deepflow" }] } }).join("\n"),
            /logs\.destinations\[0\]\.kind/,
        );
    });

    it("keeps the name of its destination for it", () => {
        const other = { kind: "otlp", name: "deepflow", endpoint: "https://deepflow.example.com" };
        assert.deepEqual(problems({ deepflow: { enabled: true }, ...to("traces", other) }), [
            'p:traces.destinations[2].name: got "deepflow" twice; allowed: each once in the list',
        ]);
    });

    it("refuses what has no effect", () => {
        assert.deepEqual(problems({ deepflow: { timezone: "Europe/Berlin" } }), [
            'p:deepflow.timezone: got "Europe/Berlin"; allowed: nothing here, since deepflow.enabled false installs none',
        ]);
        assert.deepEqual(problems({ chartOverrides: { deepflow: { tolerations: [] } } }), [
            'p:chartOverrides.deepflow: got {"tolerations":[]}; allowed: nothing here, since that chart is not installed with deepflow.enabled false',
        ]);
        assert.deepEqual(problems({ deepflow: { enabled: true, timezone: "CEST+1:00" } }), [
            'p:deepflow.timezone: got "CEST+1:00"; allowed: a time zone such as Etc/UTC or Europe/Berlin',
        ]);
    });
});
