import assert from "node:assert/strict";
import { collector } from "../../../../policy/rules/collector/rule";
import { kubernetes, messages, release } from "../../helpers";
import { config, limiter, make } from "./made";

const service = (name: string, port: number): ReturnType<typeof kubernetes> =>
    kubernetes("v1", "Service", name, { metadata: { namespace: "observability" }, spec: { ports: [{ port }] } });

describe("policy collector, on where things are", () => {
    const listening = (protocols: object, spec: object = {}): string[] =>
        messages(collector, [make(config({ receivers: { otlp: { protocols } } }), spec)]);

    it("refuses a receiver that only its own pod reaches", () => {
        assert.deepEqual(listening({ grpc: { endpoint: "localhost:4317" }, http: { endpoint: "127.0.0.1:4318" } }), [
            'otel: receivers["otlp"].protocols.grpc.endpoint localhost:4317 listens where no other pod reaches it; use 0.0.0.0:4317',
            'otel: receivers["otlp"].protocols.http.endpoint 127.0.0.1:4318 listens where no other pod reaches it; use 0.0.0.0:4318',
        ]);
        assert.match(listening({ grpc: { endpoint: "[::1]:4317" } }).join(), /use 0\.0\.0\.0:4317/);
    });

    it("lets one listen there in a sidecar, anywhere else, or where nothing says", () => {
        assert.deepEqual(listening({ grpc: { endpoint: "localhost:4317" } }, { mode: "sidecar" }), []);
        const places = ["0.0.0.0:4317", "[::]:4317", ":4317", "${env:POD_IP}:4317", "localhost.example:4317"];
        for (const endpoint of places) {
            assert.deepEqual(listening({ grpc: { endpoint } }), [], endpoint);
        }
        assert.deepEqual(listening({ grpc: {}, http: null }), []);
    });

    const sending = (id: string, exporter: object, ...more: ReturnType<typeof kubernetes>[]): string[] =>
        messages(collector, [
            make(
                config({
                    exporters: { [id]: exporter },
                    processors: { memory_limiter: limiter },
                    pipelines: {
                        logs: { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: [id] },
                    },
                }),
            ),
            ...more,
        ]);

    const loki = "http://loki.observability.svc:3100";

    it("wants the path at which Loki takes OTLP, as each key has it", () => {
        const asked = (path: string, written: string, key = "endpoint"): string =>
            `otel: exporters["otlp_http/a"].${key} ${loki}${written}: Loki takes OTLP at ${path} and answers 404 here; use ${loki}${path}`;
        for (const written of ["", "/loki/api/v1/push", "/otlp/v1/logs"]) {
            const found = sending("otlp_http/a", { endpoint: `${loki}${written}` }, service("loki", 3100));
            assert.deepEqual(found, [asked("/otlp", written)]);
        }
        assert.deepEqual(sending("otlp_http/a", { logs_endpoint: `${loki}/otlp` }, service("loki", 3100)), [
            asked("/otlp/v1/logs", "/otlp", "logs_endpoint"),
        ]);
        const right = [
            { endpoint: `${loki}/otlp` },
            { endpoint: `${loki}/otlp/` },
            { logs_endpoint: `${loki}/otlp/v1/logs` },
        ];
        for (const exporter of right) {
            assert.deepEqual(sending("otlp_http/a", exporter, service("loki", 3100)), []);
        }
    });

    it("tells a Loki by its chart where it has another port, and says that it takes no gRPC", () => {
        const gateway = release("loki", {}, { namespace: "observability", version: "6.0.0" });
        assert.deepEqual(sending("otlp_http/a", { endpoint: "http://loki-gateway.observability.svc" }, gateway), [
            'otel: exporters["otlp_http/a"].endpoint http://loki-gateway.observability.svc: Loki takes OTLP at /otlp and answers 404 here; use http://loki-gateway.observability.svc/otlp',
        ]);
        assert.deepEqual(sending("otlp_grpc/a", { endpoint: "loki.observability.svc:3100" }, service("loki", 3100)), [
            'otel: exporters["otlp_grpc/a"].endpoint loki.observability.svc:3100: Loki takes OTLP over HTTP alone; use otlp_http, with /otlp at its end',
        ]);
        assert.deepEqual(sending("otlp_http/a", { endpoint: "https://logs.example.com" }, gateway), []);
    });
});
