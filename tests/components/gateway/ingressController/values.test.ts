import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { adminServerNames } from "../../../../components/gateway/ingressController/adminCertificates";
import {
    ingressValues,
    podLabels,
    type IngressSettings,
} from "../../../../components/gateway/ingressController/values";
import { controllerNetworkPolicy, gatewayNetworkPolicy } from "../../../../components/gateway/nodes/networkPolicy";
import { hybridAlerts } from "../../../../components/gateway/hybrid/alerts";
import { ingressControllerAlerts } from "../../../../components/gateway/ingressController/alerts";
import { likeOthers } from "../made";

const resources = { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } };
const certificate = (secretName: string) => ({ secretName, fingerprint: pulumi.output("f1") });
const settings: IngressSettings = {
    releaseName: "kong",
    ingressClass: "kong",
    edition: { kind: "open-source" },
    ...likeOthers,
    replicas: 2,
    resources,
    scrapeInterval: "10s",
    monitorLabels: { release: "kube-prometheus-stack" },
    registry: {},
    exposure: { type: "NodePort", httpNodePort: 32080, httpsNodePort: 32443 },
    http2: false,
    signals: {
        sampling: { strategy: "head", rate: 0.25, spans: "all", trustCallers: false },
        accessLog: { enabled: true, queryString: false },
    },
    controller: { replicas: 1, resources },
    certificates: {
        controller: certificate("kong-admin-api-controller"),
        gateway: certificate("kong-admin-api-gateway"),
    },
};

describe("values of the chart ingress", () => {
    it("give the gateways fixed node ports and two pods, apart and budgeted", () => {
        const { gateway, controller } = ingressValues(settings);
        assert.deepEqual(gateway.proxy, {
            enabled: true,
            type: "NodePort",
            http: { enabled: true, nodePort: 32080 },
            tls: { enabled: true, nodePort: 32443, parameters: [] },
            labels: { "enable-metrics": "true" },
        });
        assert.equal(gateway.replicaCount, 2);
        assert.deepEqual(gateway.podDisruptionBudget, { enabled: true, maxUnavailable: 1 });
        assert.deepEqual(controller.podDisruptionBudget, { enabled: false });
        const spread = gateway.topologySpreadConstraints as { labelSelector: { matchLabels: object } }[];
        assert.deepEqual(
            spread.map(({ labelSelector }) => labelSelector.matchLabels),
            [podLabels("kong", "gateway"), podLabels("kong", "gateway")],
        );
    });

    it("take HTTP/2 only where it is asked for, and never on the Admin API", () => {
        const parameters = (http2: boolean): unknown[] => {
            const { proxy, admin } = ingressValues({ ...settings, http2 }).gateway;
            return [proxy.tls.parameters, admin.tls.parameters];
        };
        assert.deepEqual(
            [parameters(false), parameters(true)],
            [
                [[], []],
                [["http2"], []],
            ],
        );
    });

    it("end behind a load balancer only when it sends them nothing new", () => {
        const { lifecycle, terminationGracePeriodSeconds } = ingressValues({
            ...settings,
            exposure: { type: "LoadBalancer", annotations: {} },
        }).gateway;
        assert.deepEqual(
            [lifecycle.preStop.exec.command, terminationGracePeriodSeconds],
            [["kong", "quit", "--wait=135", "--timeout=60"], 210],
        );
    });

    it("keep the address of clients behind a load balancer, by what the cluster says", () => {
        const { gateway } = ingressValues({
            ...settings,
            exposure: {
                type: "LoadBalancer",
                className: "eks.amazonaws.com/nlb",
                annotations: { scheme: "internal", attributes: "preserve_client_ip.enabled=true" },
            },
        });
        assert.deepEqual(
            [gateway.proxy.loadBalancerClass, gateway.proxy.annotations],
            ["eks.amazonaws.com/nlb", { scheme: "internal", attributes: "preserve_client_ip.enabled=true" }],
        );
    });

    it("trace as they are told, and find the collector's own port", () => {
        const { env } = ingressValues(settings).gateway;
        assert.deepEqual(
            [env.tracing_instrumentations, env.tracing_sampling_rate, env.dns_order],
            ["all", "0.25", "LAST,A,CNAME,SRV"],
        );
    });

    it("let both monitors select something", () => {
        const { gateway, controller } = ingressValues(settings);
        assert.deepEqual(gateway.serviceMonitor, { ...controller.serviceMonitor, honorLabels: true });
        assert.deepEqual(controller.ingressController.labels, { "enable-metrics": "true" });
    });

    it("make controller and gateways each ask for the other's certificate", () => {
        const { gateway, controller } = ingressValues(settings);
        const { env, adminApi } = controller.ingressController;
        assert.deepEqual(
            [env.kong_admin_tls_skip_verify, adminApi.tls.client.secretName],
            ["false", "kong-admin-api-controller"],
        );
        assert.deepEqual(
            [gateway.env.nginx_admin_ssl_verify_client, gateway.env.nginx_admin_ssl_client_certificate],
            ["on", "/etc/secrets/kong-admin-api-gateway/ca.crt"],
        );
        assert.ok(gateway.secretVolumes.includes("kong-admin-api-gateway"));
        assert.deepEqual([gateway.admin.type, gateway.admin.http.enabled], ["ClusterIP", false]);
    });

    it("give each gateway a certificate for the name that the controller's discovery asks for", () => {
        const [name] = adminServerNames({ service: "kong-gateway-admin", namespace: "kong" });
        // The first part of a wildcard stands for exactly one.
        assert.equal(name?.replace("*", "pod"), "pod.kong-gateway-admin.kong.svc");
    });

    it("keep open-source gateways from serving Kong Manager, which no value of the chart tells them", () => {
        assert.equal(ingressValues(settings).gateway.env.admin_gui_listen, "off");
    });

    it("name the licence's Secret with enterprise, and no licence", () => {
        const { gateway } = ingressValues({
            ...settings,
            edition: { kind: "enterprise", licenceSecret: "kong-enterprise-license" },
        });
        assert.deepEqual(gateway.enterprise, { enabled: true, license_secret: "kong-enterprise-license" });
        assert.match(gateway.image.repository, /kong-gateway$/);
    });

    it("report nothing to Kong", () => {
        const { gateway, controller } = ingressValues(settings);
        assert.deepEqual(
            [gateway.env.anonymous_reports, controller.ingressController.env.anonymous_reports],
            ["off", "false"],
        );
    });
});

describe("network policies of the ingress controller", () => {
    type Spec = { spec: { ingress: { from?: object[]; ports: { port: number }[] }[] } };
    const whoReaches = ({ spec }: Spec, port: number): (object[] | "anyone")[] =>
        spec.ingress
            .filter(({ ports }) => ports.some((allowed) => allowed.port === port))
            .map(({ from }) => from ?? "anyone");
    const monitoring = [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "observability" } } }];

    it("open a gateway's proxy to anyone, its Admin API to the controller alone, its metrics to Prometheus", () => {
        const controllerLabels = podLabels("kong", "controller");
        const policy = gatewayNetworkPolicy({
            namespace: "kong",
            labels: podLabels("kong", "gateway"),
            controllerLabels,
            monitoringNamespace: "observability",
        }) as Spec;
        assert.deepEqual(whoReaches(policy, 8000), ["anyone"]);
        assert.deepEqual(whoReaches(policy, 8443), ["anyone"]);
        assert.deepEqual(whoReaches(policy, 8444), [[{ podSelector: { matchLabels: controllerLabels } }]]);
        assert.deepEqual(whoReaches(policy, 8100), [monitoring]);
        assert.deepEqual(whoReaches(policy, 8002), []);
    });

    it("open the controller's webhook to the Kubernetes API, its metrics to Prometheus", () => {
        const policy = controllerNetworkPolicy({
            namespace: "kong",
            labels: podLabels("kong", "controller"),
            monitoringNamespace: "observability",
        }) as Spec;
        assert.deepEqual(whoReaches(policy, 8080), ["anyone"]);
        assert.deepEqual(whoReaches(policy, 10255), [monitoring]);
    });
});

describe("alerts of the ingress controller", () => {
    it("are of metrics that it and its gateways have, and of none that hybrid mode alone has", () => {
        const alerts = ingressControllerAlerts("kong");
        const metrics = alerts.flatMap(({ expr }) => expr.match(/ingress_controller_\w+/g) ?? []);
        assert.deepEqual([...new Set(metrics)].sort(), [
            "ingress_controller_configuration_push_count",
            "ingress_controller_translation_broken_resource_count",
            "ingress_controller_translation_count",
        ]);
        assert.doesNotMatch(JSON.stringify(alerts), /kong_data/);
        assert.ok(alerts.every(({ alert }) => hybridAlerts("kong").every((other) => other.alert !== alert)));
    });
});
