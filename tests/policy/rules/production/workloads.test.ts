import assert from "node:assert/strict";
import { type ChartName, chartNames } from "../../../../charts";
import type { Seen, Values } from "../../../../policy/library/resource";
import { production } from "../../../../policy/rules/production/rule";
import { planOf } from "../../../tools/plan/stacks";
import { application, kubernetes, messages, release, seen, seenOf } from "../../helpers";
import { gateway, rds, resources, sound } from "./made";

const ingress = (ofGateway: Values, ofController: Values): Seen =>
    release(
        "ingress",
        {
            gateway: { ...sound, ...ofGateway },
            controller: { ...sound, ingressController: { resources }, ...ofController },
        },
        { name: "kong" },
    );
const relaxed = {
    minReplicas: 1,
    protect: false,
    multiAz: false,
    minBackupDays: 0,
    minCidrPrefix: 0,
    allowSample: true,
};

describe("policy production", () => {
    it("passes gateways that are doubled, budgeted and spread", () => {
        assert.deepEqual(messages(production, [gateway()]), []);
        assert.deepEqual(
            messages(production, [gateway({ replicaCount: undefined, autoscaling: { enabled: true } })]),
            [],
        );
        assert.deepEqual(
            messages(production, [
                gateway({ topologySpreadConstraints: undefined, affinity: { podAntiAffinity: {} } }),
            ]),
            [],
        );
        assert.deepEqual(messages(production, [gateway({ replicaCount: 1, deployment: { daemonset: true } })]), []);
        assert.deepEqual(messages(production, [ingress({}, {})]), []);
    });

    it("wants two pods of each gateway, whatever its role", () => {
        assert.deepEqual(messages(production, [gateway({ replicaCount: undefined })]), [
            "kong-dp: replicaCount is 1; allowed: 2 or more",
        ]);
        assert.deepEqual(
            messages(production, [gateway({ env: { role: "control_plane" }, replicaCount: 2 })], { minReplicas: 3 }),
            ["kong-dp: replicaCount is 2; allowed: 3 or more"],
        );
        assert.deepEqual(messages(production, [gateway({ autoscaling: { enabled: true, minReplicas: 1 } })]), [
            "kong-dp: autoscaling.minReplicas is 1; allowed: 2 or more",
        ]);
        assert.deepEqual(messages(production, [ingress({ replicaCount: 1 }, {})]), [
            "kong: gateway.replicaCount is 1; allowed: 2 or more",
        ]);
        assert.deepEqual(messages(production, [ingress({}, { replicaCount: 1 })]), [
            "kong: controller.replicaCount is 1; allowed: 2 or more",
        ]);
        assert.deepEqual(messages(production, [ingress({}, { podDisruptionBudget: {} })]), [
            "kong: controller.podDisruptionBudget.enabled is not true, so a drain may take all pods at once; set it, with maxUnavailable: 1",
        ]);
        assert.deepEqual(messages(production, [ingress({}, { replicaCount: 1, enabled: false })]), []);
        const values = JSON.stringify({ ...sound, replicaCount: 1 });
        assert.deepEqual(messages(production, [application("kong-dp", { chart: "kong", helm: { values } })]), [
            "kong-dp: replicaCount is 1; allowed: 2 or more",
        ]);
    });

    it("wants a disruption budget that lets nodes be drained", () => {
        assert.deepEqual(messages(production, [gateway({ podDisruptionBudget: { enabled: false } })]), [
            "kong-dp: podDisruptionBudget.enabled is not true, so a drain may take all pods at once; set it, with maxUnavailable: 1",
        ]);
        assert.deepEqual(
            messages(production, [gateway({ podDisruptionBudget: { enabled: true, maxUnavailable: 0 } })]),
            ["kong-dp: podDisruptionBudget.maxUnavailable is 0, so no node can ever be drained; set it to 1"],
        );
    });

    it("wants pods spread", () => {
        assert.deepEqual(messages(production, [gateway({ topologySpreadConstraints: [] })]), [
            "kong-dp: topologySpreadConstraints is empty, so all pods may be on one node; spread them over topology.kubernetes.io/zone and kubernetes.io/hostname",
        ]);
    });

    it("wants requests and limits of whatever runs pods", () => {
        const missing = (place: string): string =>
            `${place} is not set, so the scheduler does not know what this pod needs, and it may take resources from others`;
        const half = { requests: { cpu: "1" }, limits: { memory: "1Gi" } };
        assert.deepEqual(messages(production, [gateway({ resources: half })]), [
            missing("kong-dp: resources.requests.memory"),
        ]);
        assert.deepEqual(
            messages(production, [
                kubernetes("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "otel", { spec: { resources: half } }),
            ]),
            [missing("otel: spec.resources.requests.memory")],
        );
        assert.deepEqual(
            messages(production, [
                kubernetes("batch/v1", "Job", "deck", {
                    spec: { template: { spec: { containers: [{ resources: half }] } } },
                }),
            ]),
            [missing("deck: spec.template.spec.containers[0].resources.requests.memory")],
        );
        assert.deepEqual(
            messages(production, [release("opentelemetry-operator", {}, { name: "otel" })]),
            ["requests.cpu", "requests.memory", "limits.memory"].map((key) =>
                missing(`otel: manager.resources.${key}`),
            ),
        );
    });

    const asked: Record<ChartName, string[]> = {
        "kube-prometheus-stack": [
            "prometheusOperator.resources",
            "prometheus.prometheusSpec.resources",
            "alertmanager.alertmanagerSpec.resources",
            "grafana.resources",
        ],
        loki: ["singleBinary.resources"],
        "loki-stack": ["loki.resources"],
        tempo: ["tempo.resources"],
        "opentelemetry-operator": ["manager.resources"],
        kong: ["resources"],
        ingress: ["gateway.resources", "controller.ingressController.resources"],
        "cloudnative-pg": ["resources"],
        "aws-load-balancer-controller": ["resources"],
        "prometheus-blackbox-exporter": ["resources"],
        promtail: ["resources"],
        deepflow: [
            "server.resources",
            "app.resources",
            "mysql.resources",
            "clickhouse.resources",
            "deepflow-agent.resources",
        ],
    };
    for (const chart of chartNames) {
        it(`wants them of each part of ${chart}, at its place in the values`, () => {
            const places = messages(production, [release(chart, {}, { name: chart })]).flatMap(
                (message) => /^\S+: (\S+)\.requests\.cpu is not set/.exec(message)?.[1] ?? [],
            );
            assert.deepEqual(places, asked[chart]);
        });
    }

    it("wants no sample, unless it is configured to be allowed", () => {
        const sample = seen("kong-observability:sample:Sample", "sample", { namespace: "sample" });
        assert.deepEqual(messages(production, [sample]), [
            "sample is served, though anyone may send through it to httpbin.konghq.com; set sample: false",
        ]);
        assert.deepEqual(messages(production, [sample], { allowSample: true }), []);
    });

    it("says nothing of what is not known yet", () => {
        const unknown = "[unknown]";
        const resourcesUnknown = { requests: unknown, limits: unknown };
        assert.deepEqual(
            messages(production, [
                gateway({ replicaCount: unknown }),
                gateway({
                    podDisruptionBudget: unknown,
                    topologySpreadConstraints: unknown,
                    resources: resourcesUnknown,
                }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(production, [
                rds({
                    storageEncrypted: unknown,
                    multiAz: unknown,
                    backupRetentionPeriod: unknown,
                    publiclyAccessible: unknown,
                }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(production, [
                seen("kong-observability:cluster:EksCluster", "cluster", { endpoint: unknown }),
                seen("aws:s3/bucketPolicy:BucketPolicy", "policy", { policy: unknown }),
            ]),
            [],
        );
        assert.deepEqual(
            messages(production, [
                release("loki", { singleBinary: unknown, loki: unknown }),
                kubernetes("storage.k8s.io/v1", "StorageClass", "gp3", {
                    provisioner: "ebs.csi.aws.com",
                    parameters: unknown,
                }),
            ]),
            [],
        );
    });

    it("does not apply where there is nothing to lose", () => {
        assert.deepEqual(messages(production, [kubernetes("v1", "ConfigMap", "empty", {})]), []);
    });

    for (const name of ["prod", "enterprise"]) {
        it(`passes stack ${name} as it is`, async () =>
            assert.deepEqual(messages(production, seenOf(await planOf(name))), []));
    }
    for (const name of ["dev", "local", "loki-stack", "external"]) {
        it(`passes stack ${name} with what dev and local ask for`, async () =>
            assert.deepEqual(messages(production, seenOf(await planOf(name)), relaxed), []));
    }
});
