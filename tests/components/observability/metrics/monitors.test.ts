import assert from "node:assert/strict";
import { podMonitorSpec, serviceMonitorSpec } from "../../../../components/observability/metrics/monitors";

const common = {
    name: "n",
    namespace: "shop",
    selector: { app: "a" },
    path: "/metrics",
    scheme: "http" as const,
    scrapeRole: false,
};
const targets = { namespaceSelector: { matchNames: ["shop"] }, selector: { matchLabels: { app: "a" } } };
const defaults = { path: "/metrics", scheme: "http" };

describe("monitors of users", () => {
    it("name a Service's port, or the pods' where the Service has none for it", () => {
        assert.deepEqual(serviceMonitorSpec({ ...common, port: "web" }), {
            ...targets,
            endpoints: [{ port: "web", ...defaults }],
        });
        assert.deepEqual(serviceMonitorSpec({ ...common, targetPort: 9542 }), {
            ...targets,
            endpoints: [{ targetPort: 9542, ...defaults }],
        });
        assert.deepEqual(serviceMonitorSpec({ ...common, targetPort: "metrics" }), {
            ...targets,
            endpoints: [{ targetPort: "metrics", ...defaults }],
        });
    });

    it("name a pod's port, or number it", () => {
        assert.deepEqual(podMonitorSpec({ ...common, port: "web" }), {
            ...targets,
            podMetricsEndpoints: [{ port: "web", ...defaults }],
        });
        assert.deepEqual(podMonitorSpec({ ...common, port: 9542 }), {
            ...targets,
            podMetricsEndpoints: [{ portNumber: 9542, ...defaults }],
        });
    });

    it("leave the interval to Prometheus unless told", () => {
        const told = {
            ...common,
            port: "web",
            interval: "10s",
            scrapeTimeout: "5s",
            path: "/stats",
            scheme: "https" as const,
        };
        assert.deepEqual(serviceMonitorSpec(told), {
            ...targets,
            endpoints: [{ port: "web", path: "/stats", scheme: "https", interval: "10s", scrapeTimeout: "5s" }],
        });
    });
});
