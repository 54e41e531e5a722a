import assert from "node:assert/strict";
import type { Seen, Values } from "../../../../policy/library/resource";
import { production } from "../../../../policy/rules/production/rule";
import { kubernetes, messages, release, seen } from "../../helpers";
import { rds, resources } from "./made";

describe("policy production, on state and the cluster", () => {
    it("wants a retention of each signal", () => {
        const loki = (values: Values): Seen => release("loki", { singleBinary: { resources }, loki: values });
        const kept = { limits_config: { retention_period: "720h" }, compactor: { retention_enabled: true } };
        assert.deepEqual(messages(production, [loki(kept)]), []);
        assert.deepEqual(messages(production, [loki({ ...kept, limits_config: {} })]), [
            "loki: loki.limits_config.retention_period is not set, so the retention of logs is undefined; set it",
        ]);
        assert.deepEqual(messages(production, [loki({ ...kept, limits_config: { retention_period: "0s" } })]), [
            'loki: loki.limits_config.retention_period is "0s", so the retention of logs is undefined; set it',
        ]);
        assert.deepEqual(messages(production, [loki({ limits_config: kept.limits_config })]), [
            "loki: loki.compactor.retention_enabled is not true, so logs are kept forever, whatever loki.limits_config.retention_period says",
        ]);
        assert.deepEqual(messages(production, [release("loki-stack", { loki: { resources, config: kept } })]), []);
        assert.deepEqual(messages(production, [release("tempo", { tempo: { resources } })]), [
            "tempo: tempo.retention is not set, so the retention of traces is undefined; set it",
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
            ["kps: prometheus.prometheusSpec.retention is not set, so the retention of metrics is undefined; set it"],
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
            "kong-db: spec.backup is not set, so a lost volume is lost data; set it, or use a database of kind rds",
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
});
