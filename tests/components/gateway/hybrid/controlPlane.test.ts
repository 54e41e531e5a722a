import assert from "node:assert/strict";
import { controlPlaneValues } from "../../../../components/gateway/hybrid/controlPlaneValues";
import { controlPlaneNetworkPolicy } from "../../../../components/gateway/nodes/networkPolicy";
import { controlPlane, database, enterprise } from "./made";

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
        assert.equal(env.pg_ssl_verify, "on");
        const { userDefinedVolumes, userDefinedVolumeMounts } = controlPlaneValues(controlPlane).deployment;
        const [volume, ...otherVolumes] = deployment.userDefinedVolumes.slice(userDefinedVolumes.length);
        const [mount, ...otherMounts] = deployment.userDefinedVolumeMounts.slice(userDefinedVolumeMounts.length);
        assert.deepEqual([otherVolumes, otherMounts], [[], []]);
        const { secretName, items } = volume!.secret as { secretName: string; items: { key: string; path: string }[] };
        assert.deepEqual(
            [secretName, items.map(({ key }) => key), mount?.name],
            ["kong-db-ca", ["ca.crt"], volume?.name],
        );
        assert.equal(env.lua_ssl_trusted_certificate, `system,${mount?.mountPath}/${items[0]?.path}`);
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
