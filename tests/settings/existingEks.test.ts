import assert from "node:assert/strict";
import { usesOf } from "../../settings/uses";
import type { PlainSettings } from "../../settings/schema";
import { check, lines, problems } from "./helpers";

const existing = (more: object = {}): { cluster: object } => ({
    cluster: { kind: "existing-eks", name: "shared", ...more },
});

describe("settings of an EKS cluster that exists", () => {
    it("install nothing by default, and ask for a name and a region", () => {
        const { settings, problems: found } = check(existing());
        assert.deepEqual(found, []);
        assert.deepEqual(settings.cluster, {
            kind: "existing-eks",
            name: "shared",
            loadBalancerController: "existing",
            volumeDriver: "existing",
            metricsServer: "existing",
            podIdentityAgent: "existing",
            addOnVersions: {},
        });
        assert.match(String(problems({ cluster: { kind: "existing-eks" } })), /p:cluster\.name: missing; allowed: /);
        assert.match(String(lines(check(existing(), "").problems)), /aws:region/);
    });

    it("refuse by key what nothing would read", () => {
        assert.deepEqual(
            problems(
                existing({
                    volumeDriver: "install",
                    storageClass: "gp3",
                    addOnVersions: {
                        "metrics-server": "v0.8.0-eksbuild.2",
                        "aws-ebs-csi-driver": "v1.50.0-eksbuild.1",
                    },
                }),
            ),
            [
                'p:cluster.storageClass: got "gp3"; allowed: nothing here with volumeDriver install, for which a StorageClass is created',
                'p:cluster.addOnVersions.metrics-server: got "v0.8.0-eksbuild.2"; allowed: nothing here with metricsServer existing, since this stack does not install it',
            ],
        );
        const overrides = { chartOverrides: { "aws-load-balancer-controller": { replicaCount: 3 } } };
        assert.match(
            String(problems({ ...existing(), ...overrides })),
            /that chart is not installed with cluster\.loadBalancerController existing/,
        );
        assert.deepEqual(problems({ ...existing({ loadBalancerController: "install" }), ...overrides }), []);
    });

    it("let a database of RDS and buckets stand beside it, and an internal gateway", () => {
        const kong = {
            topology: "hybrid",
            edition: "open-source",
            database: { kind: "rds", instanceClass: "db.m7g.large", allocatedStorage: 50 },
            dataPlanes: [{ name: "a", proxy: { type: "LoadBalancer", scheme: "internal" } }],
        };
        const found = problems({
            ...existing(),
            kong,
            kongLicense: undefined,
            logs: { chart: "loki", storage: { kind: "s3" } },
        });
        assert.deepEqual(found, []);
    });
});

describe("what a stack uses of its cluster", () => {
    it("has the key of a setting that asks for it", () => {
        const settings = (more: object): PlainSettings => {
            const { settings, problems: found } = check({ ...existing(), ...more });
            assert.deepEqual(found, []);
            return settings as PlainSettings;
        };
        const dataPlanes = [
            { name: "a", proxy: { type: "ClusterIP" } },
            { name: "b", proxy: { type: "LoadBalancer", scheme: "internal" } },
        ];
        const kong = { topology: "hybrid", edition: "open-source", kongLicense: undefined, dataPlanes };
        const { kongLicense, ...hybrid } = kong;
        const database = { kind: "rds", instanceClass: "db.m7g.large", allocatedStorage: 50 };
        const s3 = { chart: "loki", storage: { kind: "s3" } };
        assert.deepEqual(usesOf(settings({ kong: { ...hybrid, database }, kongLicense, logs: s3, metrics: {} })), {
            loadBalancers: { internal: "kong.dataPlanes[1].proxy" },
            podIdentity: "logs.storage",
            database: "kong.database",
        });
        const owned = {
            kind: "s3",
            bucket: { name: "lines", region: "eu-central-1" },
            roleArn: "arn:aws:iam::111122223333:role/logs",
        };
        const own = settings({
            kong: { ...hybrid, dataPlanes: dataPlanes.slice(0, 1) },
            kongLicense,
            logs: { ...s3, storage: owned },
            metrics: {},
        });
        assert.deepEqual(usesOf(own), { loadBalancers: {} });
    });
});
