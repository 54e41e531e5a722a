import assert from "node:assert/strict";
import { find, ofType, planOf, planWith, releaseType, valuesOf } from "../../../tools/plan/stacks";

const stack = "remote-data-planes";
const deckType = "kubernetes:batch/v1:Job";

interface Planned {
    env: Record<string, string>;
    deployment: { userDefinedVolumes: object[] };
    podAnnotations: Record<string, string>;
}

const existing = {
    kind: "existing",
    clusterEndpoint: "kong.example.com:8005",
    serverName: "kong.example.com",
    certificate: { secretName: "kong-joined-1" },
};
const joining = (controlPlane: object): ReturnType<typeof planWith> =>
    planWith(stack, {
        credentials: {},
        kong: {
            topology: "data-planes",
            controlPlane: { ...existing, ...controlPlane },
            dataPlanes: [{ name: "edge" }],
        },
    });

describe("data planes alone", () => {
    it("fetch their configuration elsewhere, and send telemetry to the collector beside them", async () => {
        const { env } = valuesOf(await planOf(stack), "edge") as Planned;
        assert.deepEqual(
            [env.role, env.database, env.cluster_mtls, env.cluster_control_plane, env.cluster_telemetry_endpoint],
            ["data_plane", "off", "pki", "kong-cluster.example.com:8005", "kong-cluster.example.com:8006"],
        );
        assert.deepEqual(
            [env.cluster_server_name, env.cluster_telemetry_server_name],
            ["kong-cluster.example.com", "kong-cluster.example.com"],
        );
        assert.deepEqual(
            [env.otlp_traces_endpoint, env.otlp_logs_endpoint],
            ["traces", "logs"].map((signal) => `http://opentelemetry-collector.observability.svc:4318/v1/${signal}`),
        );
    });

    it("warn where lines that the control plane has Kong send by OTLP would be lost", async () => {
        const lost = async (settings: object): Promise<string[]> =>
            (await planWith(stack, { ...settings })).notices.filter((notice) =>
                notice.includes("logs.otlp: the collector"),
            );
        assert.equal((await lost({ logs: { chart: "loki-stack", otlp: false } })).length, 1);
        assert.deepEqual(await lost({}), []);
    });

    it("have no control plane, no database and no decK beside them", async () => {
        const plan = await planOf(stack);
        const kong = ofType(plan, releaseType).filter(({ inputs }) => inputs.namespace === "kong");
        assert.deepEqual(
            kong.map(({ name }) => name),
            ["edge"],
        );
        assert.deepEqual(ofType(plan, deckType), []);
        const alerts = find(plan, "kubernetes:monitoring.coreos.com/v1:PrometheusRule", "kong-alerts");
        const rules = JSON.stringify(alerts.inputs);
        assert.match(rules, /KongClusterCertificateExpiring/);
        // What only a control plane counts would make these fire for ever, or never.
        assert.doesNotMatch(rules, /KongDataPlaneDisconnected|KongControlPlaneDown|KongDatastoreUnreachable|last_seen/);
    });

    it("present the certificate of a Secret that exists, and restart when its name changes", async () => {
        const { deployment, podAnnotations } = valuesOf(await joining({}), "edge") as Planned;
        assert.deepEqual(deployment.userDefinedVolumes, [
            { name: "cluster-certificate", secret: { secretName: "kong-joined-1" } },
        ]);
        assert.equal(podAnnotations["kong-observability/cluster-certificate"], "kong-joined-1");
    });

    it("are refused where the control plane would give them nothing, being older", async () => {
        await joining({ version: "3.9.0" });
        await joining({ version: "3.12.1" });
        await assert.rejects(
            joining({ version: "3.8.4" }),
            /kong\.controlPlane: its Kong is 3\.8\.4, and data planes here would be 3\.9\.\d+: .* upgrade the control plane first/,
        );
        await assert.rejects(joining({ version: "4.0.0" }), /its Kong is 4\.0\.0/);
    });

    it("have the plugin of the control plane's stack ask each node for its collector", async () => {
        const plan = await planOf("pki");
        const { data } = find(plan, "kubernetes:core/v1:ConfigMap", "kong-gateway").inputs as {
            data: Record<string, string>;
        };
        const text = Object.values(data).join("\n");
        assert.match(text, /traces_endpoint: "?\{vault:\/\/env\/kong-otlp-traces-endpoint\}/);
        const { env } = valuesOf(plan, "inside") as Planned;
        assert.match(env.otlp_traces_endpoint ?? "", /collector\.observability\.svc:4318\/v1\/traces$/);
        const shared = valuesOf(await planOf("dev"), "kong-dp") as Planned;
        assert.ok(!("otlp_traces_endpoint" in shared.env));
    });
});
