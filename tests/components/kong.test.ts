import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { certificateFingerprint } from "../../components/gateway/nodes/fingerprint";
import { controlPlaneValues } from "../../components/gateway/hybrid/controlPlaneValues";
import { cloudNativePgValues } from "../../components/gateway/database/cloudNativePg";
import type { DatabaseConnection } from "../../components/gateway/database/connection";
import { dataPlaneValues } from "../../components/gateway/hybrid/dataPlaneValues";
import type { ProxyExposure } from "../../components/gateway/nodes/proxy";
import { controlPlaneNetworkPolicy } from "../../components/gateway/nodes/networkPolicy";
import type { Edition } from "../../components/gateway/nodes/licence";

const resources = { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } };
const node = {
    releaseName: "kong-x",
    edition: { kind: "open-source" } as Edition,
    certificate: { secretName: "kong-cluster-cert", fingerprint: "f1" },
    replicas: 2,
    resources,
    scrapeInterval: "10s",
    monitorLabels: { release: "kube-prometheus-stack" },
    registry: {},
};
const enterprise: Edition = { kind: "enterprise", licenceSecret: "kong-enterprise-license" };
const database: DatabaseConnection = {
    identity: "db.example.com:5432/kong",
    host: "db.example.com",
    port: 5432,
    database: "kong",
    credentials: { secretName: "kong-database", userKey: "username", passwordKey: "password" },
    ready: [],
};
const controlPlane = { ...node, database, manager: false, rbac: false };
const dataPlane = {
    ...node,
    exposure: { type: "ClusterIP" } as ProxyExposure,
    http2: false,
    signals: {
        sampling: { strategy: "head" as const, rate: 0.25, spans: "all" as const, trustCallers: false },
        accessLog: { enabled: true, queryString: false },
    },
    clusterEndpoint: "kong-cp-kong-cluster.kong.svc:8005",
    telemetryEndpoint: undefined,
};

describe("control plane values", () => {
    it("make a control plane on PostgreSQL, with credentials by reference", () => {
        const { env } = controlPlaneValues(controlPlane);
        assert.equal(env.role, "control_plane");
        assert.deepEqual(env.pg_user, { valueFrom: { secretKeyRef: { name: "kong-database", key: "username" } } });
        assert.deepEqual(env.pg_password, { valueFrom: { secretKeyRef: { name: "kong-database", key: "password" } } });
        assert.deepEqual([env.pg_ssl, env.pg_ssl_verify], ["on", "off"]);
    });

    it("verify the database's certificate where its CA is known, and mount nothing but that certificate", () => {
        const { env, deployment } = controlPlaneValues({
            ...controlPlane,
            database: { ...database, certificateAuthority: { kind: "secret", name: "kong-db-ca", key: "ca.crt" } },
        });
        assert.deepEqual(
            [env.pg_ssl_verify, env.lua_ssl_trusted_certificate],
            ["on", "system,/etc/kong-database-ca/ca.crt"],
        );
        const { userDefinedVolumes, userDefinedVolumeMounts } = controlPlaneValues(controlPlane).deployment;
        assert.deepEqual(deployment, {
            userDefinedVolumes: [
                ...userDefinedVolumes,
                {
                    name: "database-ca",
                    secret: { secretName: "kong-db-ca", items: [{ key: "ca.crt", path: "ca.crt" }] },
                },
            ],
            userDefinedVolumeMounts: [
                ...userDefinedVolumeMounts,
                { name: "database-ca", mountPath: "/etc/kong-database-ca", readOnly: true },
            ],
        });
    });

    it("keep every listener inside the cluster, and the proxy off", () => {
        const values = controlPlaneValues({ ...controlPlane, edition: enterprise, manager: true, rbac: true });
        assert.deepEqual([values.admin.type, values.cluster.type], ["ClusterIP", "ClusterIP"]);
        assert.deepEqual(values.manager, {
            enabled: true,
            type: "ClusterIP",
            http: { enabled: true },
            tls: { enabled: true, parameters: [] },
        });
        assert.ok(!("admin_gui_listen" in values.env));
        assert.equal(controlPlaneValues(controlPlane).env.admin_gui_listen, "off");
        assert.deepEqual(values.proxy, { enabled: false, tls: { parameters: [] } });
        assert.deepEqual(
            [values.portal, values.portalapi, values.ingressController],
            Array(3).fill({ enabled: false }),
        );
    });

    it("serve telemetry and RBAC on the enterprise edition only", () => {
        assert.equal(controlPlaneValues({ ...controlPlane, edition: enterprise }).clustertelemetry.enabled, true);
        assert.equal(controlPlaneValues(controlPlane).clustertelemetry.enabled, false);
        assert.deepEqual(controlPlaneValues({ ...controlPlane, edition: enterprise, rbac: true }).enterprise, {
            enabled: true,
            license_secret: "kong-enterprise-license",
            rbac: { enabled: true, admin_gui_auth: "basic-auth", session_conf_secret: "kong-session-config" },
        });
        assert.equal(controlPlaneValues({ ...controlPlane, edition: enterprise }).env.password, undefined);
    });

    it("speak no HTTP/2 on Admin API and Manager, which is the chart's default there", () => {
        const { admin, manager } = controlPlaneValues({ ...controlPlane, edition: enterprise, manager: true });
        assert.deepEqual([admin.tls.parameters, "tls" in manager && manager.tls.parameters], [[], []]);
    });

    it("have the Admin API's Service scraped", () => {
        assert.deepEqual(controlPlaneValues(controlPlane).admin.labels, { "enable-metrics": "true" });
        assert.deepEqual(controlPlaneValues(controlPlane).serviceMonitor, {
            enabled: true,
            trustCRDsExist: true,
            interval: "10s",
            labels: { release: "kube-prometheus-stack" },
            honorLabels: true,
        });
    });
});

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

describe("cluster certificate", () => {
    const pem = `-----BEGIN CERTIFICATE-----
MIIBfDCCASOgAwIBAgIUOgKuNSjM1ROLxqv6Ev+sMZvQAB8wCgYIKoZIzj0EAwIw
GjEYMBYGA1UEAwwPa29uZ19jbHVzdGVyaW5nMB4XDTI2MDEwMTAwMDAwMFoXDTI3
-----END CERTIFICATE-----`;

    it("has a fingerprint that changes with it", () => {
        assert.match(certificateFingerprint(pem), /^[0-9a-f]{64}$/);
        assert.notEqual(certificateFingerprint(pem), certificateFingerprint(pem.replace("OgKu", "OgKv")));
        assert.equal(certificateFingerprint(pem), certificateFingerprint(`${pem}\n`));
    });

    it("has the fingerprint that everyone else computes", () => {
        // A throw-away certificate, `openssl req -x509 -newkey ed25519`.
        const real = `-----BEGIN CERTIFICATE-----
MIIBMjCB5aADAgECAhQ8VdkzXoMTAktJKuph6eUHU3vHnDAFBgMrZXAwDzENMAsG
A1UEAwwEdGVzdDAeFw0yNjExMjEwMzMwMThaFw0yNjExMjIwMzMwMThaMA8xDTAL
BgNVBAMMBHRlc3QwKjAFBgMrZXADIQDjZS9++OgregAD7j0YDb4NL1XVrlQ9HOlc
+g+tVAhcbaNTMFEwHQYDVR0OBBYEFLUVmqXh0Rl/tKcxlao+deFi0oZHMB8GA1Ud
IwQYMBaAFLUVmqXh0Rl/tKcxlao+deFi0oZHMA8GA1UdEwEB/wQFMAMBAf8wBQYD
K2VwA0EASl/KZMc/6QZX7GlcmbK1nVG4ucuff4rfogw6DCu+lAkGpmkwdNmkmGbt
ucup2oJKV2BjaWVtB72co3TnEOAeDg==
-----END CERTIFICATE-----`;
        assert.equal(
            certificateFingerprint(real),
            new X509Certificate(real).fingerprint256.replaceAll(":", "").toLowerCase(),
        );
    });
});

describe("network policy of the control plane", () => {
    it("opens the Admin API to labelled clients alone", () => {
        const { spec } = controlPlaneNetworkPolicy({
            namespace: "kong",
            releaseName: "kong-cp",
            monitoringNamespace: "observability",
            manager: false,
        }) as { spec: { ingress: { from: object[]; ports: { port: number }[] }[] } };
        const whoReaches = (port: number): object[] =>
            spec.ingress
                .filter(({ ports }) => ports.some((allowed) => allowed.port === port))
                .flatMap(({ from }) => from);
        assert.deepEqual(whoReaches(8001), [
            { podSelector: { matchLabels: { "kong-observability/admin-client": "true" } } },
        ]);
        assert.deepEqual(whoReaches(8100), [
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "observability" } } },
        ]);
        assert.deepEqual(whoReaches(8002), []);
    });
});

describe("CloudNativePG values", () => {
    it("let the CA outlive Kong's pods, which read it only at start", () => {
        assert.equal(cloudNativePgValues({}).config.data.CERTIFICATE_DURATION, "3650");
    });
});
