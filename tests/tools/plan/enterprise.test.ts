import assert from "node:assert/strict";
import { find, planOf, valuesOf } from "./stacks";

describe("an enterprise stack", () => {
    it("gives both planes the licence by the name of its Secret", async () => {
        const planned = await planOf("enterprise");
        for (const name of ["kong-cp", "kong-dp-public", "kong-dp-internal"]) {
            const { enterprise, image } = valuesOf(planned, name);
            assert.equal(enterprise.license_secret, "kong-enterprise-license", name);
            assert.match(image.repository, /kong-gateway$/);
        }
        const { inputs, secrets } = find(planned, "kubernetes:core/v1:Secret", "kong-licence");
        assert.deepEqual([inputs.stringData, secrets], ["[secret]", ["stringData"]]);
    });

    it("turns RBAC on, and hands decK its token from a Secret", async () => {
        const planned = await planOf("enterprise");
        const values = valuesOf(planned, "kong-cp");
        assert.deepEqual(values.enterprise.rbac, {
            admin_gui_auth: "basic-auth",
            enabled: true,
            session_conf_secret: "kong-session-config",
        });
        assert.deepEqual(values.env.password, {
            valueFrom: { secretKeyRef: { key: "password", name: "kong-superuser" } },
        });
        const job = JSON.stringify(find(planned, "kubernetes:batch/v1:Job", "kong-gateway").inputs);
        assert.ok(
            job.includes(
                '{"name":"DECK_KONG_ADMIN_TOKEN","valueFrom":{"secretKeyRef":{"key":"password","name":"kong-superuser"}}}',
            ),
        );
    });

    it("connects data planes to telemetry, which the open-source edition does not have", async () => {
        assert.equal(
            valuesOf(await planOf("enterprise"), "kong-dp-public").env.cluster_telemetry_endpoint,
            "kong-cp-kong-clustertelemetry.kong.svc:8006",
        );
        assert.equal(valuesOf(await planOf("prod"), "kong-dp").env.cluster_telemetry_endpoint, undefined);
        assert.equal(valuesOf(await planOf("prod"), "kong-cp").clustertelemetry.enabled, false);
    });

    it("sends alerts to Slack by an address in a file", async () => {
        const { alertmanager } = valuesOf(await planOf("enterprise"), "metrics-kube-prometheus-stack");
        assert.equal(
            alertmanager.config.global.slack_api_url_file,
            "/etc/alertmanager/secrets/alertmanager-slack/webhook-url",
        );
        assert.deepEqual(alertmanager.alertmanagerSpec.secrets, ["alertmanager-slack"]);
        assert.deepEqual(find(await planOf("enterprise"), "kubernetes:core/v1:Secret", "metrics-slack").secrets, [
            "stringData",
        ]);
    });

    it("puts each data plane behind its own kind of load balancer", async () => {
        const scheme = "service.beta.kubernetes.io/aws-load-balancer-scheme";
        const planned = await planOf("enterprise");
        assert.equal(valuesOf(planned, "kong-dp-public").proxy.annotations[scheme], "internet-facing");
        assert.equal(valuesOf(planned, "kong-dp-internal").proxy.annotations[scheme], "internal");
    });

    it("lets data planes see who called, behind either", async () => {
        for (const name of ["kong-dp-public", "kong-dp-internal"]) {
            const { type, annotations } = valuesOf(await planOf("enterprise"), name).proxy;
            const attribute = (key: string): unknown =>
                annotations[`service.beta.kubernetes.io/aws-load-balancer-${key}`];
            assert.deepEqual(
                [type, attribute("nlb-target-type"), attribute("target-group-attributes")],
                ["LoadBalancer", "ip", "preserve_client_ip.enabled=true"],
            );
        }
    });
});
