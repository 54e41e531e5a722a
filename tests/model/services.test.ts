import assert from "node:assert/strict";
import { serviceEndpoint, serviceHost, serviceUrl } from "../../model/services";

describe("served Services", () => {
    const served = { service: "tempo", namespace: "observability", ports: { http: 3200, otlpGrpc: 4317 } };

    it("give every address", () => {
        assert.equal(serviceHost(served), "tempo.observability.svc");
        assert.equal(serviceEndpoint(served, "otlpGrpc"), "tempo.observability.svc:4317");
        assert.equal(serviceUrl(served, "http"), "http://tempo.observability.svc:3200");
        assert.equal(serviceUrl(served, "http", "https"), "https://tempo.observability.svc:3200");
    });

    it("know no port that they do not serve", () => {
        assert.throws(
            () => serviceUrl({ ...served, ports: { http: 3200 } as Record<string, number> }, "zipkin"),
            /Service tempo serves no port "zipkin", only http/,
        );
    });
});
