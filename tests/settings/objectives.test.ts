import assert from "node:assert/strict";
import { withObjectives } from "../../settings/objectives";
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
            "p:gateway.services[0].slo.window: got 720h; allowed: no more than p:metrics.retention (360h), which is how long Prometheus keeps metrics",
        ],
        [
            "a service without routes",
            service({ availability: 99 }, { routes: [] }) as Record<string, unknown>,
            "p:gateway.services[0].slo: got objectives; allowed: nothing here, since the service has no routes that are counted",
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

    const settled = (settings: Record<string, unknown>): unknown => {
        const { settings: found, problems: wrong } = check(settings);
        assert.deepEqual(wrong, []);
        return withObjectives(found.gateway!.services, found.alerts!.objectives).map(({ slo }) => slo);
    };

    it("count over as long as Prometheus remembers by default", () => {
        assert.deepEqual(settled(service({ availability: 99.9 }) as Record<string, unknown>), [
            { availability: 99.9, latency: undefined, window: "360h" },
        ]);
    });

    it("are taken from those of all where a service has none of its own, and none where it wants none", () => {
        const latency = { objective: 95, threshold: "1s" };
        const url = "http://a";
        const given = {
            alerts: { objectives: { availability: 99.5, latency, window: "7d" } },
            gateway: {
                services: [
                    { name: "a", url, routes: [{ name: "a", paths: ["/a"] }] },
                    { name: "b", url, routes: [{ name: "b", paths: ["/b"] }], slo: { availability: 99.99 } },
                    { name: "c", url, routes: [{ name: "c", paths: ["/c"] }], slo: { enabled: false } },
                    { name: "unasked", url },
                    { name: "tcp", url: "tcp://a:1", routes: [{ name: "t", paths: ["/t"] }] },
                ],
            },
        };
        assert.deepEqual(settled(given), [
            { availability: 99.5, latency, window: "168h" },
            { availability: 99.99, latency, window: "168h" },
            ...[undefined, undefined, undefined],
        ]);
    });

    it("of all are refused by their own keys", () => {
        const services = [{ name: "a", url: "http://a", routes: [{ name: "a", paths: ["/a"] }] }];
        const plugins = [{ name: "prometheus", config: { latency_metrics: false } }];
        const latency = { objective: 95, threshold: "1s" };
        assert.deepEqual(
            problems({ gateway: { services, plugins }, alerts: { objectives: { latency, window: "30d" } } }),
            [
                "p:alerts.objectives.window: got 720h; allowed: no more than p:metrics.retention (360h), which is how long Prometheus keeps metrics",
                "p:alerts.objectives.latency: got an objective; allowed: nothing here, since the plugin prometheus has latency_metrics: false and Kong does not count it",
            ],
        );
        assert.deepEqual(problems({ alerts: { objectives: {} } }), [
            "p:alerts.objectives: got no objective; allowed: availability, latency, or both",
        ]);
    });
});
