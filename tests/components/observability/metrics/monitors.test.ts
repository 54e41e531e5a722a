import assert from "node:assert/strict";
import { podMonitorSpec, serviceMonitorSpec } from "../../../../components/observability/metrics/monitors";
import { planWith } from "../../../tools/plan/stacks";

const common = {
    name: "n",
    namespace: "shop",
    selector: { matchLabels: { app: "a" } },
    path: "/metrics",
    scheme: "http" as const,
    honorLabels: false,
    relabelings: [],
    metricRelabelings: [],
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

    it("say how a target is verified and who asks, with what is read where the monitor is", () => {
        const told = {
            ...common,
            port: "web",
            scheme: "https" as const,
            selector: { matchExpressions: [{ key: "app", operator: "In", values: ["a", "b"] }] },
            params: { module: ["http_2xx"] },
            honorLabels: true,
            relabelings: [{ action: "labeldrop", regex: "pod" }],
            metricRelabelings: [{ action: "drop", sourceLabels: ["__name__"], regex: "go_.*" }],
        };
        const basicAuth = {
            username: { secretName: "shop", key: "user" },
            password: { credential: "shop-password" },
        };
        const ca = { configMapName: "shop-ca", key: "ca.crt" };
        assert.deepEqual(serviceMonitorSpec({ ...told, basicAuth, tlsConfig: { ca, serverName: "shop" } }), {
            namespaceSelector: { matchNames: ["shop"] },
            selector: told.selector,
            endpoints: [
                {
                    port: "web",
                    path: "/metrics",
                    scheme: "https",
                    params: told.params,
                    honorLabels: true,
                    tlsConfig: { ca: { configMap: { name: "shop-ca", key: "ca.crt" } }, serverName: "shop" },
                    basicAuth: {
                        username: { name: "shop", key: "user" },
                        password: { name: "monitor-credentials", key: "shop-password" },
                    },
                    relabelings: told.relabelings,
                    metricRelabelings: told.metricRelabelings,
                },
            ],
        });
        const authorization = { type: "Bearer", credentials: { credential: "token" } };
        const tlsConfig = { ca: { credential: "authority" } };
        assert.deepEqual(podMonitorSpec({ ...common, port: "web", scheme: "https", authorization, tlsConfig }), {
            ...targets,
            podMetricsEndpoints: [
                {
                    port: "web",
                    path: "/metrics",
                    scheme: "https",
                    tlsConfig: { ca: { secret: { name: "monitor-credentials", key: "authority" } } },
                    authorization: { type: "Bearer", credentials: { name: "monitor-credentials", key: "token" } },
                },
            ],
        });
    });

    it("bring the Secret with what they name of the stack's credentials, before them", async () => {
        const { resources } = await planWith("local", {
            metrics: {
                podMonitors: [
                    {
                        name: "shop",
                        namespace: "shop",
                        selector: { app: "shop" },
                        port: "web",
                        authorization: { credentials: { credential: "token" } },
                    },
                ],
            },
            credentials: { token: { secure: "v1:c2VjcmV0" } },
        });
        const secret = resources.find(({ name }) => name === "metrics-monitors-credentials");
        const monitor = resources.find(({ name }) => name === "metrics-monitors-pod-shop");
        assert.deepEqual(secret?.inputs.metadata, { name: "monitor-credentials", namespace: "observability" });
        assert.ok(monitor?.dependsOn.includes(secret?.urn ?? ""));
    });
});
