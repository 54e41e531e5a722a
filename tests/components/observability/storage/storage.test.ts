import assert from "node:assert/strict";
import { storePolicy, tlsOnly } from "../../../../components/observability/storage/access";
import { connectStorage } from "../../../../components/observability/storage/connect";
import { expiryDays, lifecycleRules } from "../../../../components/observability/storage/lifecycle";
import { s3Endpoint } from "../../../../components/observability/shared/objectStore";
import { existingStore } from "../../../../components/observability/storage/signals";
import { bucketPrefix } from "../../../../components/observability/storage/signalBucket";

const arn = "arn:aws:s3:::logs";
const key = "arn:aws:kms:eu-central-1:111122223333:key/0";

describe("the lifecycle of a bucket", () => {
    it("comes after the store's own retention, whole days and three more", () => {
        const days = ["24h", "168h", "720h", "25h", "90m"].map(expiryDays);
        assert.deepEqual(days, [4, 10, 33, 5, 4]);
        assert.throws(() => expiryDays("for ever"), /"for ever" is not a duration/);
    });

    it("takes lines and their index, or blocks, and uploads that never ended, and nothing else", () => {
        assert.deepEqual(
            lifecycleRules("logs", "168h").map(({ id, filter, expiration }) => [id, filter.prefix, expiration?.days]),
            [
                ["expire-chunks", "fake/", 10],
                ["expire-index", "index/loki_index_", 10],
                ["abort-incomplete-uploads", "", undefined],
            ],
        );
        assert.deepEqual(
            lifecycleRules("traces", "72h").map(({ filter, expiration, abortIncompleteMultipartUpload: abort }) => [
                filter.prefix,
                expiration?.days,
                abort?.daysAfterInitiation,
            ]),
            [
                ["single-tenant/", 6, undefined],
                ["", undefined, 1],
            ],
        );
    });
});

describe("a store's role", () => {
    it("has what Loki asks of its bucket and key, and nothing else", () => {
        assert.deepEqual(storePolicy("logs", arn, key).Statement, [
            { Effect: "Allow", Action: ["s3:ListBucket"], Resource: arn },
            { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], Resource: `${arn}/*` },
            { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: key },
        ]);
    });

    it("gives up uploads and takes tags along for Tempo, and leaves a key alone that is nobody's", () => {
        const { Statement } = storePolicy("traces", arn, undefined);
        assert.equal(Statement.length, 2);
        assert.deepEqual(Statement[1]?.Action.slice(3), [
            "s3:AbortMultipartUpload",
            "s3:GetObjectTagging",
            "s3:PutObjectTagging",
        ]);
    });
});

describe("the policy of a bucket", () =>
    it("refuses everyone without TLS, the bucket itself and its objects", () =>
        assert.deepEqual(JSON.parse(JSON.stringify(tlsOnly(arn))), {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: [arn, `${arn}/*`],
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        })));

describe("the name of a bucket", () => {
    it("begins with the stack and the signal", () =>
        assert.equal(bucketPrefix("kong-observability-prod", "traces"), "kong-observability-prod-traces-"));

    it("has only what S3 takes, and room for AWS' own end", () => {
        assert.equal(bucketPrefix("My_Project-prod", "logs"), "my-project-prod-logs-");
        const long = bucketPrefix("kong-observability-a-very-long-name-of-a-stack", "traces");
        assert.equal(long, "kong-observability-a-very-lon-traces-".slice(0, 37));
        assert.ok(long.length <= 37 && long.endsWith("-traces-"));
    });
});

describe("a bucket that exists", () => {
    const bucket = { name: "mine", region: "eu-west-1" };
    it("is used with a role by IRSA", () => {
        const roleArn = "arn:aws:iam::111122223333:role/loki";
        assert.deepEqual(existingStore({ kind: "s3", bucket, roleArn }), {
            bucket: "mine",
            region: "eu-west-1",
            annotations: { "eks.amazonaws.com/role-arn": roleArn },
            ready: [],
        });
    });

    it("is used with what the pods have, where no role is given", () =>
        assert.deepEqual(existingStore({ kind: "s3", bucket }).annotations, {}));

    it("is all that there can be beside a cluster that is not made here", async () => {
        const around = { project: "p", stack: "s", protect: false, namespace: "observability" };
        const placed = { ...around, releaseNames: {}, cluster: {} };
        const traces = { storage: { kind: "volume" as const }, retention: "72h", destinations: [] };
        const logs = (storage: object, destinations: object[] = [{ kind: "in-cluster" }]): never =>
            ({ storage, retention: "72h", destinations }) as never;
        const stores = await connectStorage({ ...placed, traces, logs: logs({ kind: "s3", bucket }) });
        assert.deepEqual(stores, { logs: existingStore({ kind: "s3", bucket }) });
        const away = logs({ kind: "s3", bucket }, [{ kind: "otlp" }]);
        assert.deepEqual(await connectStorage({ ...placed, traces, logs: away }), {});
        await assert.rejects(
            connectStorage({ ...placed, traces, logs: logs({ kind: "s3" }) }),
            /logs\.storage\.bucket: missing; allowed: name and region of an existing bucket/,
        );
        await assert.rejects(
            connectStorage({ ...placed, traces, logs: logs({ kind: "s3", bucket, kmsKeyArn: key }) }),
            /logs\.storage\.kmsKeyArn: got "arn:aws:kms.*no role is made on this cluster/,
        );
    });
});

describe("the address of S3", () =>
    it("is that of the region's part of AWS", () =>
        assert.deepEqual(["eu-central-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"].map(s3Endpoint), [
            "s3.eu-central-1.amazonaws.com",
            "s3.cn-north-1.amazonaws.com.cn",
            "s3.us-gov-west-1.amazonaws.com",
            "s3.eusc-de-east-1.amazonaws.eu",
        ])));
