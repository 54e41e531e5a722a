import assert from "node:assert/strict";
import { controlPlaneValues } from "../../../../components/gateway/hybrid/controlPlaneValues";
import { dataPlaneValues } from "../../../../components/gateway/hybrid/dataPlaneValues";
import type { ProxyExposure } from "../../../../components/gateway/nodes/proxy";
import { controlPlane, dataPlane, enterprise } from "./made";

describe("data plane values", () => {
    it("has nginx write Kong's own lines, and its own where there are none", () => {
        const { env } = dataPlaneValues(dataPlane);
        assert.match(String(env.proxy_access_log), /^\/dev\/stdout access_line if=/);
        assert.match(String(env.nginx_proxy_access_log), /^\/dev\/stdout access_line_bare if=/);
        const silent = { ...dataPlane.signals, accessLog: { enabled: false, queryString: false } };
        const names = Object.keys(dataPlaneValues({ ...dataPlane, signals: silent }).env);
        assert.ok(!names.some((name) => /log|nginx/.test(name)));
    });

    it("make a data plane that trusts its control plane and traces", () => {
        const { env } = dataPlaneValues(dataPlane);
        assert.deepEqual(
            [
                env.role,
                env.database,
                env.cluster_control_plane,
                env.tracing_instrumentations,
                env.tracing_sampling_rate,
                env.lua_ssl_trusted_certificate,
            ],
            [
                "data_plane",
                "off",
                "kong-cp-kong-cluster.kong.svc:8005",
                "all",
                "0.25",
                "system,/etc/secrets/kong-cluster-certificate/tls.crt",
            ],
        );
        assert.ok(!("cluster_telemetry_endpoint" in env));
        assert.equal(
            dataPlaneValues({ ...dataPlane, telemetryEndpoint: "t:8006" }).env.cluster_telemetry_endpoint,
            "t:8006",
        );
    });

    it("hold nothing but texts and references in env, where the chart would print anything", () => {
        for (const values of [
            dataPlaneValues(dataPlane),
            controlPlaneValues({ ...controlPlane, edition: enterprise, rbac: true }),
        ]) {
            for (const [key, value] of Object.entries(values.env)) {
                assert.ok(typeof value === "string" || (typeof value === "object" && "valueFrom" in value), key);
            }
        }
    });

    it("share certificate and fingerprint with the control plane", () => {
        const [ours, theirs] = [dataPlaneValues(dataPlane), controlPlaneValues(controlPlane)];
        assert.deepEqual(ours.deployment, theirs.deployment);
        assert.deepEqual(ours.deployment, {
            userDefinedVolumes: [{ name: "cluster-certificate", secret: { secretName: "kong-cluster-cert" } }],
            userDefinedVolumeMounts: [
                { name: "cluster-certificate", mountPath: "/etc/secrets/kong-cluster-certificate", readOnly: true },
            ],
        });
        assert.deepEqual(ours.podAnnotations, theirs.podAnnotations);
        assert.deepEqual(ours.podAnnotations, { "kong-observability/cluster-certificate": "f1" });
        for (const key of ["cluster_mtls", "cluster_cert", "cluster_cert_key"]) {
            assert.equal(ours.env[key], theirs.env[key]);
        }
    });

    const exposures: [ProxyExposure, object][] = [
        [{ type: "ClusterIP" }, { type: "ClusterIP", http: { enabled: true }, tls: { enabled: true, parameters: [] } }],
        [
            { type: "NodePort", httpNodePort: 32080, httpsNodePort: 32443 },
            {
                type: "NodePort",
                http: { enabled: true, nodePort: 32080 },
                tls: { enabled: true, nodePort: 32443, parameters: [] },
            },
        ],
        [{ type: "NodePort" }, { type: "NodePort", http: { enabled: true }, tls: { enabled: true, parameters: [] } }],
        [
            { type: "LoadBalancer", className: "nlb", annotations: { a: "b" } },
            {
                type: "LoadBalancer",
                http: { enabled: true },
                tls: { enabled: true, parameters: [] },
                annotations: { a: "b" },
                loadBalancerClass: "nlb",
            },
        ],
    ];
    for (const [exposure, expected] of exposures) {
        it(`serve as ${JSON.stringify(exposure)}`, () => {
            assert.deepEqual(dataPlaneValues({ ...dataPlane, exposure }).proxy, {
                enabled: true,
                ...expected,
                labels: { "enable-metrics": "true" },
            });
        });
    }

    it("take HTTP/2 only where it is asked for, whoever reaches them", () => {
        for (const [exposure] of exposures) {
            assert.deepEqual(dataPlaneValues({ ...dataPlane, exposure }).proxy.tls.parameters, []);
            assert.deepEqual(dataPlaneValues({ ...dataPlane, exposure, http2: true }).proxy.tls.parameters, ["http2"]);
        }
    });

    it("end only when nothing is sent to them any more, by who sends", () => {
        const endOf = (exposure: ProxyExposure): [string[], number] => {
            const { lifecycle, terminationGracePeriodSeconds } = dataPlaneValues({ ...dataPlane, exposure });
            return [lifecycle.preStop.exec.command, terminationGracePeriodSeconds];
        };
        const quit = (wait: number): string[] => ["kong", "quit", `--wait=${wait}`, "--timeout=60"];
        assert.deepEqual(endOf({ type: "LoadBalancer", annotations: {} }), [quit(135), 210]);
        assert.deepEqual(endOf({ type: "NodePort" }), [quit(15), 90]);
        assert.deepEqual(endOf({ type: "ClusterIP" }), [quit(15), 90]);
    });

    it("switch Admin API and Manager off altogether", () => {
        const off = { enabled: false };
        const { admin, manager } = dataPlaneValues(dataPlane);
        assert.deepEqual([admin, manager], Array(2).fill({ ...off, http: off, tls: off }));
    });

    it("have a disruption budget only where there are pods to choose from", () => {
        assert.deepEqual(dataPlaneValues({ ...dataPlane, replicas: 1 }).podDisruptionBudget, { enabled: false });
        assert.deepEqual(dataPlaneValues(dataPlane).podDisruptionBudget, { enabled: true, maxUnavailable: 1 });
    });
});
