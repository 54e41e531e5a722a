import assert from "node:assert/strict";
import { check, problems } from "./helpers";

const routes = [{ name: "orders", paths: ["/orders"] }];
const service = (slo: object, more: object = {}): object => ({
    gateway: { services: [{ name: "orders", url: "http://orders", routes, slo, ...more }] },
});

describe("settings of objectives", () => {
    const wrong: [string, Record<string, unknown>, string][] = [
        [
            "a threshold that Kong does not count by",
            service({ latency: { objective: 99, threshold: "300ms" } }) as Record<string, unknown>,
            'p:gateway.services[0].slo.latency.threshold: got "300ms"; allowed: 25ms, 50ms, 80ms, 100ms, 250ms, 400ms, 700ms, 1s, 2s, 5s, 10s, 30s, 60s',
        ],
        [
            "a share where percent belong",
            service({ availability: 0.999 }) as Record<string, unknown>,
            "p:gateway.services[0].slo.availability: got 0.999; allowed: a percentage from 50 to below 100, such as 99.9",
        ],
        [
            "an objective without any error",
            service({ availability: 100 }) as Record<string, unknown>,
            "p:gateway.services[0].slo.availability: got 100; allowed: a percentage from 50 to below 100, such as 99.9",
        ],
        [
            "a window that Prometheus does not remember",
            service({ availability: 99, window: "30d" }) as Record<string, unknown>,
            "p:gateway.services[0].slo.window: got 720h; allowed: no more than p:metrics.retention (360h), which is how long Prometheus remembers",
        ],
        [
            "a service without routes",
            service({ availability: 99 }, { routes: [] }) as Record<string, unknown>,
            "p:gateway.services[0].slo: got objectives; allowed: nothing here, since the service has no routes and nothing of it is counted",
        ],
        [
            "what the plugin is told not to count",
            {
                gateway: {
                    services: [{ name: "orders", url: "http://orders", routes, slo: { availability: 99 } }],
                    plugins: [{ name: "prometheus", config: { status_code_metrics: false } }],
                },
            },
            "p:gateway.services[0].slo.availability: got an objective; allowed: nothing here, since the plugin prometheus has status_code_metrics: false and Kong does not count it",
        ],
    ];
    for (const [what, settings, message] of wrong) {
        it(`refuse ${what}`, () => assert.deepEqual(problems(settings), [message]));
    }

    it("count over as long as Prometheus remembers by default", () => {
        const { settings } = check(service({ availability: 99.9 }) as Record<string, unknown>);
        assert.deepEqual(settings.gateway?.services[0]?.slo, { availability: 99.9, window: "360h" });
    });
});
