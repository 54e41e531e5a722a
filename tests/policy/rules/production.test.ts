import assert from "node:assert/strict";
import type { Seen, Values } from "../../../policy/library/resource";
import { objectStorage } from "../../../policy/rules/objectStorage/rule";
import { production } from "../../../policy/rules/production/rule";
import { planOf } from "../../tools/plan/stacks";
import { application, kubernetes, messages, release, seen, seenOf } from "../helpers";

const resources = { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } };
const sound = {
    env: { role: "data_plane" },
    replicaCount: 2,
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    topologySpreadConstraints: [{ maxSkew: 1 }],
    resources,
};
const gateway = (values: Values = {}): Seen => release("kong", { ...sound, ...values }, { name: "kong-dp" });
const ingress = (ofGateway: Values, ofController: Values): Seen =>
    release(
        "ingress",
        {
            gateway: { ...sound, ...ofGateway },
            controller: { ...sound, ingressController: { resources }, ...ofController },
        },
        { name: "kong" },
    );
const rds = (inputs: Values = {}, protect = true): Seen =>
    seen(
        "aws:rds/instance:Instance",
        "db",
        { storageEncrypted: true, multiAz: true, backupRetentionPeriod: 14, publiclyAccessible: false, ...inputs },
        { protect },
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
            `${place} is not set, so the scheduler does not know what this needs, and it may starve others`;
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

    it("wants a retention of each signal", () => {
        const loki = (values: Values): Seen => release("loki", { singleBinary: { resources }, loki: values });
        const kept = { limits_config: { retention_period: "720h" }, compactor: { retention_enabled: true } };
        assert.deepEqual(messages(production, [loki(kept)]), []);
        assert.deepEqual(messages(production, [loki({ ...kept, limits_config: {} })]), [
            "loki: loki.limits_config.retention_period is not set, so nobody has decided how long logs are kept; set it",
        ]);
        assert.deepEqual(messages(production, [loki({ ...kept, limits_config: { retention_period: "0s" } })]), [
            'loki: loki.limits_config.retention_period is "0s", so nobody has decided how long logs are kept; set it',
        ]);
        assert.deepEqual(messages(production, [loki({ limits_config: kept.limits_config })]), [
            "loki: loki.compactor.retention_enabled is not true, so logs are kept for ever, whatever loki.limits_config.retention_period says",
        ]);
        assert.deepEqual(messages(production, [release("loki-stack", { loki: { resources, config: kept } })]), []);
        assert.deepEqual(messages(production, [release("tempo", { tempo: { resources } })]), [
            "tempo: tempo.retention is not set, so nobody has decided how long traces are kept; set it",
        ]);
        const metrics = {
            prometheusOperator: { resources },
            alertmanager: { enabled: false },
            grafana: { enabled: false },
        };
        assert.deepEqual(
            messages(production, [
                release(
                    "kube-prometheus-stack",
                    { ...metrics, prometheus: { prometheusSpec: { resources } } },
                    { name: "kps" },
                ),
            ]),
            [
                "kps: prometheus.prometheusSpec.retention is not set, so nobody has decided how long metrics are kept; set it",
            ],
        );
        assert.deepEqual(
            messages(production, [
                release("kube-prometheus-stack", {
                    ...metrics,
                    prometheus: { prometheusSpec: { resources, retentionSize: "80GB" } },
                }),
            ]),
            [],
        );
    });

    it("wants metrics deleted before their volume is full", () => {
        const prometheus = (retentionSize: string, storage = "20Gi"): Seen => {
            const storageSpec = { volumeClaimTemplate: { spec: { resources: { requests: { storage } } } } };
            return release(
                "kube-prometheus-stack",
                { prometheus: { prometheusSpec: { resources, retention: "15d", retentionSize, storageSpec } } },
                { name: "kps" },
            );
        };
        const overfull = (seen: Seen): string[] =>
            messages(production, [seen]).filter((message) => message.includes("retentionSize"));
        assert.deepEqual(
            ["17408MB", "19GB", "18GiB", "0", "20000000000B"].flatMap((size) => overfull(prometheus(size))),
            [],
        );
        assert.deepEqual(overfull(prometheus("17408MB", "5Gi")), [
            "kps: prometheus.prometheusSpec.retentionSize is 17408MB, on a volume of 5Gi, which is full before anything is deleted; allowed: 95 % of it",
        ]);
        assert.equal(overfull(prometheus("20GB")).length, 1);
    });

    it("wants state protected", () => {
        const says = (what: string): string => `${what} is not protected from deletion; set protect: true`;
        const part = seen(
            "aws:eks/cluster:Cluster",
            "part",
            { vpcConfig: { endpointPublicAccess: false } },
            { urn: "urn:pulumi:test::test::eks:index:Cluster$aws:eks/cluster:Cluster::part" },
        );
        const state = [
            rds({}, false),
            seen("aws:kms/key:Key", "key", {}),
            seen("eks:index:Cluster", "eks", { endpointPublicAccess: false }),
            part,
            seen("aws:s3/bucket:Bucket", "traces", {}),
        ];
        assert.deepEqual(messages(production, state), [
            says("db (aws:rds/instance:Instance)"),
            says("key (aws:kms/key:Key)"),
            says("eks (eks:index:Cluster)"),
            says("traces (aws:s3/bucket:Bucket)"),
        ]);
        assert.deepEqual(messages(production, state, { protect: false }), []);
    });

    it("wants a database that is encrypted, doubled, backed up and inside", () => {
        assert.deepEqual(messages(production, [rds()]), []);
        assert.deepEqual(
            messages(production, [
                rds({
                    storageEncrypted: undefined,
                    multiAz: false,
                    backupRetentionPeriod: 1,
                    publiclyAccessible: true,
                }),
            ]),
            [
                "db: storageEncrypted is not true; it cannot be turned on later",
                "db: publiclyAccessible is true; allowed: false",
                "db: backupRetentionPeriod is 1; allowed: 7 days or more",
                "db: multiAz is not true, so the loss of a zone is the loss of the database",
            ],
        );
        assert.deepEqual(
            messages(production, [rds({ multiAz: false, backupRetentionPeriod: 3 })], {
                multiAz: false,
                minBackupDays: 3,
            }),
            [],
        );
        const cnpg = (spec: Values): Seen =>
            kubernetes("postgresql.cnpg.io/v1", "Cluster", "kong-db", { spec: { resources, ...spec } });
        assert.deepEqual(messages(production, [cnpg({ instances: 2, backup: {} })]), []);
        assert.deepEqual(messages(production, [cnpg({ instances: 1 })]), [
            "kong-db: spec.instances is 1; allowed: 2 or more",
            "kong-db: spec.backup is not set, so a lost volume is lost data; set it, or take a database of kind rds",
        ]);
        assert.deepEqual(
            messages(production, [
                cnpg({ instances: 2 }),
                kubernetes("postgresql.cnpg.io/v1", "ScheduledBackup", "nightly", {
                    spec: { cluster: { name: "kong-db" } },
                }),
            ]),
            [],
        );
    });

    it("wants no sample, unless it is configured to be allowed", () => {
        const sample = seen("kong-observability:sample:Sample", "sample", { namespace: "sample" });
        assert.deepEqual(messages(production, [sample]), [
            "sample is served, though anyone may send through it to httpbin.konghq.com; set sample: false",
        ]);
        assert.deepEqual(messages(production, [sample], { allowSample: true }), []);
    });

    it("wants encrypted volumes", () => {
        const storage = (parameters: Values, provisioner = "ebs.csi.aws.com"): Seen =>
            kubernetes("storage.k8s.io/v1", "StorageClass", "gp3", { provisioner, parameters });
        assert.deepEqual(messages(production, [storage({ encrypted: "true" }), storage({}, "efs.csi.aws.com")]), []);
        assert.deepEqual(messages(production, [storage({}, "ebs.csi.eks.amazonaws.com")]), [
            "gp3: parameters.encrypted is not set, so volumes are written in plain text; set it to true",
        ]);
        assert.deepEqual(messages(production, [seen("aws:ebs/volume:Volume", "disk", { encrypted: false })]), [
            "disk: encrypted is false, so volumes are written in plain text; set it to true",
        ]);
    });

    it("wants the Kubernetes API closed to the internet at large", () => {
        const own = (publicCidrs: unknown): Seen =>
            seen("kong-observability:cluster:EksCluster", "cluster", { endpoint: { private: true, publicCidrs } });
        const says = (key: string, cidr: string): string =>
            `cluster: ${key} lets ${cidr} reach the Kubernetes API; allowed: networks of /8 or smaller, or none (private)`;
        assert.deepEqual(messages(production, [own([]), own(["203.0.113.0/24", "2001:db8::/32"])]), []);
        assert.deepEqual(
            messages(production, [own(["0.0.0.0/0", "128.0.0.0/1", "::/0"])]),
            ["0.0.0.0/0", "128.0.0.0/1", "::/0"].map((cidr) => says("endpoint.publicCidrs", cidr)),
        );
        assert.deepEqual(messages(production, [own(["0.0.0.0/0"])], { minCidrPrefix: 0 }), []);
        const plain = seen(
            "aws:eks/cluster:Cluster",
            "cluster",
            { vpcConfig: { endpointPublicAccess: true } },
            { protect: true },
        );
        assert.deepEqual(messages(production, [plain]), [says("vpcConfig.publicAccessCidrs", "0.0.0.0/0")]);
        assert.deepEqual(messages(production, [seen("eks:index:Cluster", "cluster", {}, { protect: true })]), [
            says("publicAccessCidrs", "0.0.0.0/0"),
        ]);
    });

    it("refuses a public bucket", () => {
        const policy = (statement: Values): Seen =>
            seen("aws:s3/bucketPolicy:BucketPolicy", "policy", {
                policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", ...statement }] }),
            });
        const block = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true };
        const open = "the bucket would be open to everyone";
        assert.deepEqual(messages(production, [seen("aws:s3/bucketAcl:BucketAcl", "acl", { acl: "public-read" })]), [
            `acl: acl is public-read; allowed: private: ${open}`,
        ]);
        assert.deepEqual(
            messages(production, [seen("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", block)]),
            [`block: restrictPublicBuckets is not true: ${open}`],
        );
        assert.deepEqual(messages(production, [policy({ Principal: "*" })]), [
            `policy: policy allows Principal "*" without a Condition; name who may read: ${open}`,
        ]);
        assert.deepEqual(
            messages(production, [
                policy({ Principal: { AWS: "arn:aws:iam::111122223333:root" } }),
                policy({ Principal: "*", Condition: {} }),
            ]),
            [],
        );
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

describe("policy object-storage", () => {
    it("passes object storage, the chart's default for Loki", () => {
        assert.deepEqual(
            messages(objectStorage, [
                release("loki", {}),
                release("tempo", { tempo: { storage: { trace: { backend: "s3" } } } }),
            ]),
            [],
        );
    });

    it("reports volumes", () => {
        const says = (what: string, signal: string): string =>
            `${what}, so ${signal} are on one volume in one zone; allowed: s3, gcs, azure`;
        assert.deepEqual(
            messages(objectStorage, [
                release("loki", { loki: { storage: { type: "filesystem" } } }),
                release("loki-stack", {}),
                release("tempo", {}),
            ]),
            [
                says("loki: loki.storage.type is filesystem", "logs"),
                says("loki-stack: loki.config.schema_config.configs[].object_store is filesystem", "logs"),
                says("tempo: tempo.storage.trace.backend is local", "traces"),
            ],
        );
        assert.deepEqual(
            messages(objectStorage, [application("tempo", { chart: "tempo", helm: { values: "tempo: {}" } })]).length,
            1,
        );
    });

    it("reports an index outside of it", () => {
        const period = (store: string, schema: string): Values => ({
            loki: {
                schemaConfig: {
                    configs: [
                        { store: "aws", schema: "v11" },
                        { store, schema },
                    ],
                },
            },
        });
        assert.deepEqual(messages(objectStorage, [release("loki", period("tsdb", "v13"))]), []);
        assert.deepEqual(messages(objectStorage, [release("loki", period("boltdb-shipper", "v12"))]), [
            "loki: loki.schemaConfig.configs[1] is schema v12 on boltdb-shipper, whose index needs a store of its own; add a period with store tsdb and schema v13, whose index is in the object storage too",
        ]);
    });

    it("can allow other backends", () => {
        assert.deepEqual(messages(objectStorage, [release("tempo", {})], { backends: ["local"] }), []);
    });

    it("says nothing of what is not known yet, or is not there", () => {
        assert.deepEqual(
            messages(objectStorage, [release("loki", { loki: { storage: "[unknown]" } }), release("kong", {})]),
            [],
        );
    });

    it("is advisory, and true of the program as it is", async () => {
        assert.equal(objectStorage.enforcementLevel, "advisory");
        assert.equal(messages(objectStorage, seenOf(await planOf("prod"))).length, 2);
    });
});
