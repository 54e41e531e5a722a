import assert from "node:assert/strict";
import { collectorConfig } from "../../../../components/observability/collector/config";
import { elsewhereExporters } from "../../../../components/observability/collector/destinationExporters";
import { receiverNeeds } from "../../../../components/observability/collector/receive/receiver";
import type { OtlpDestination } from "../../../../model/destinations";
import { resources } from "../made";

const vendor: OtlpDestination = {
    ...{ kind: "otlp", name: "vendor", endpoint: "https://otlp.vendor.example", protocol: "http" },
    ...{ compression: "gzip", headers: {} },
};
const configOf = (more: object = {}): ReturnType<typeof collectorConfig> =>
    collectorConfig({
        ...{ tracesEndpoint: "tempo:4317", logsUrl: "http://loki:3100/otlp", resources },
        ...{ environment: "dev", clusterName: "c", queryStrings: false, receives: true, ...more },
    });
const pipelinesOf = (more: object = {}): Record<string, { receivers: string[]; processors: string[] }> =>
    Object.fromEntries(
        Object.entries(configOf(more).service.pipelines).filter(([, { receivers }]) =>
            receivers.includes("otlp/senders"),
        ),
    );

describe("a collector that takes telemetry of other clusters", () => {
    it("has a receiver of its own for it, which asks for certificates on both ports", () => {
        assert.equal(configOf({ receives: false }).receivers["otlp/senders"], undefined);
        const { otlp, ...others } = configOf().receivers;
        const files = "/etc/kong-observability/receiver";
        const tls = {
            ...{ cert_file: `${files}/tls.crt`, key_file: `${files}/tls.key` },
            ...{ client_ca_file: `${files}/senders.crt`, reload_interval: "10m" },
        };
        assert.deepEqual(others["otlp/senders"]?.protocols, {
            grpc: { endpoint: "0.0.0.0:4417", max_recv_msg_size_mib: 8, tls },
            http: { endpoint: "0.0.0.0:4418", max_request_body_size: 8 * 2 ** 20, tls },
        });
        assert.doesNotMatch(JSON.stringify(otlp), /tls/);
    });

    it("keeps what the data say of their cluster, and finds no pod of its own behind them", () => {
        for (const [name, { processors }] of Object.entries(pipelinesOf())) {
            assert.ok(!processors.includes("resource") && !processors.includes("k8s_attributes"), name);
            assert.equal(processors[0], "memory_limiter/agent");
            assert.match(processors[1] ?? "", /^transform\//);
        }
    });

    it("answers for lines when Loki has them, while further destinations hold nobody up", () => {
        assert.deepEqual(
            Object.entries(configOf().service.pipelines).flatMap(([name, { receivers, exporters }]) =>
                receivers.includes("otlp/senders") ? [[name, exporters]] : [],
            ),
            [
                ["traces/senders", ["otlp_grpc/tempo"]],
                ["logs/senders", ["otlp_http/loki_agent"]],
            ],
        );
        const { traces, logs } = elsewhereExporters({ traces: [], logs: [vendor] });
        const several = pipelinesOf({ elsewhere: { traces, logs } });
        assert.deepEqual(Object.keys(several), ["traces/senders", "logs/senders", "logs/senders_others"]);
        assert.equal(several["logs/senders_others"]?.processors.at(-1), "batch");
        assert.ok(!several["logs/senders"]?.processors.includes("batch"));
    });

    it("takes spans alone where no log record is sent on", () => {
        assert.deepEqual(Object.keys(pipelinesOf({ logsUrl: undefined })), ["traces/senders"]);
        assert.ok("memory_limiter/agent" in configOf({ logsUrl: undefined }).processors);
    });

    it("runs the stack's own processors on it", () => {
        const processors = [{ id: "filter/health", signals: ["traces", "logs"], settings: {} }];
        for (const { processors: used } of Object.values(pipelinesOf({ processors }))) {
            assert.ok(used.includes("filter/health"));
        }
    });

    it("reads an existing certificate from its Secret, and the senders' authorities from ours", () => {
        const service = { type: "ClusterIP" } as const;
        const sourcesOf = (certificate?: { secretName: string }): string[] =>
            receiverNeeds({ senders: [], service, ...(certificate && { certificate }) }).volumes.flatMap((volume) =>
                "projected" in volume
                    ? volume.projected.sources.map(
                          ({ secret: { name, items } }) => `${name}: ${items.map(({ path }) => path).join(" ")}`,
                      )
                    : [],
            );
        assert.deepEqual(sourcesOf(), ["opentelemetry-receiver: tls.crt tls.key senders.crt"]);
        assert.deepEqual(sourcesOf({ secretName: "from-cert-manager" }), [
            "from-cert-manager: tls.crt tls.key",
            "opentelemetry-receiver: senders.crt",
        ]);
    });
});
