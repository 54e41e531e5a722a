import assert from "node:assert/strict";
import { check, lines, valid } from "./helpers";

const local = {
    cluster: { kind: "kubeconfig" },
    kong: { ...(valid.kong as object), rbac: false, edition: "open-source" },
};
const bucket = { name: "my-logs", region: "eu-central-1" };
const roleArn = "arn:aws:iam::111122223333:role/loki";
const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const logs = (more: object): Record<string, unknown> => ({ logs: { chart: "loki", ...more } });
const problems = (changes: Record<string, unknown>): string[] => lines(check(changes).problems);

describe("the settings of storage", () => {
    const taken: Record<string, Record<string, unknown>> = {
        "a bucket that is made, on EKS": {
            ...logs({ storage: { kind: "s3" }, replicas: 3 }),
            traces: { storage: { kind: "s3" } },
        },
        "a bucket that exists, on EKS": logs({ storage: { kind: "s3", bucket, kmsKeyArn } }),
        "its role": logs({ storage: { kind: "s3", bucket, roleArn } }),
        "a key of one's own": logs({ storage: { kind: "s3", kmsKeyArn } }),
        "a bucket that exists, elsewhere": { ...local, ...logs({ storage: { kind: "s3", bucket, roleArn } }) },
        "a day to begin": logs({ storage: { kind: "s3", from: "2026-12-15" } }),
        "a day without quotes, as Pulumi hands it out": logs({
            storage: { kind: "s3", from: "2026-12-15 00:00:00 +0000 UTC" },
        }),
        "the volume": { ...logs({ storage: { kind: "volume" } }), traces: { storage: { kind: "volume" } } },
        "the volume of the deprecated chart": { logs: { chart: "loki-stack", storage: { kind: "volume" } } },
    };
    Object.entries(taken).forEach(([what, changes]) =>
        it(`take ${what}`, () => assert.deepEqual(problems(changes), [])),
    );

    const refused: [string, Record<string, unknown>, string][] = [
        [
            "a bucket to be made beside somebody's cluster",
            { ...local, ...logs({ storage: { kind: "s3" } }) },
            "p:logs.storage.bucket: missing; allowed: name and region of an existing bucket, since nothing is created in AWS with cluster.kind kubeconfig",
        ],
        [
            "the same of traces",
            { ...local, traces: { storage: { kind: "s3" } } },
            "p:traces.storage.bucket: missing; allowed: name and region of an existing bucket, since nothing is created in AWS with cluster.kind kubeconfig",
        ],
        [
            "a role for no bucket",
            logs({ storage: { kind: "s3", roleArn } }),
            `p:logs.storage.roleArn: got "${roleArn}"; allowed: nothing here without bucket, since the bucket that is created has a role of its own`,
        ],
        [
            "a key beside a role",
            logs({ storage: { kind: "s3", bucket, roleArn, kmsKeyArn } }),
            `p:logs.storage.kmsKeyArn: got "${kmsKeyArn}"; allowed: nothing here, since neither bucket nor role is created: the bucket has its own key setting, and the role's own policy allows its use`,
        ],
        [
            "several pods on volumes",
            logs({ replicas: 3 }),
            "p:logs.replicas: got 3; allowed: 1 with storage.kind volume, since each pod would have its own lines; more than one needs storage.kind s3",
        ],
        [
            "two pods",
            logs({ storage: { kind: "s3" }, replicas: 2 }),
            "p:logs.replicas: got 2; allowed: 1, or 3 and more: of two neither does without the other",
        ],
        [
            "several pods while lines are on the volume of one",
            logs({ storage: { kind: "s3", from: "2026-12-15" }, replicas: 3 }),
            'p:logs.storage.from: got "2026-12-15"; allowed: only with replicas 1, since older lines are on the volume of the first pod, where other pods cannot find them. Once logs.retention has passed since that day, remove `from` and set the replicas',
        ],
        [
            "a day that is none",
            logs({ storage: { kind: "s3", from: "2026-02-30" } }),
            'p:logs.storage.from: got "2026-02-30"; allowed: a day that there is',
        ],
        [
            "a day before there were any",
            logs({ storage: { kind: "s3", from: "2024-04-01" } }),
            'p:logs.storage.from: got "2024-04-01"; allowed: a day after 2024-04-01, when the first period begins',
        ],
        [
            "S3 with the deprecated chart",
            { logs: { chart: "loki-stack", storage: { kind: "s3" } } },
            'p:logs.storage.kind: got "s3"; allowed: volume',
        ],
        [
            "S3 for what is not kept here",
            {
                credentials: undefined,
                traces: {
                    storage: { kind: "s3" },
                    destinations: [{ kind: "otlp", name: "other", endpoint: "https://otlp.example.com" }],
                },
                chartOverrides: {},
            },
            'p:traces.storage.kind: got "s3"; allowed: volume, or nothing, with traces.destinations without in-cluster, since nothing is stored here',
        ],
        [
            "pods of the deprecated chart",
            { logs: { chart: "loki-stack", replicas: 3 } },
            "p:logs.replicas: unknown key; allowed: chart, otlp, storage, destinations, retention, volumeSize, resources, containers, gateways, events",
        ],
        [
            "a bucket beside the volume",
            { traces: { storage: { kind: "volume", bucket } } },
            "p:traces.storage.bucket: unknown key; allowed: kind",
        ],
        [
            "no ARN of a key",
            logs({ storage: { kind: "s3", kmsKeyArn: "alias/logs" } }),
            'p:logs.storage.kmsKeyArn: got "alias/logs"; allowed: the ARN of a KMS key, not of an alias',
        ],
        [
            "no name of a bucket",
            logs({ storage: { kind: "s3", bucket: { name: "My_Logs", region: "eu-central-1" } } }),
            'p:logs.storage.bucket.name: got "My_Logs"; allowed: a bucket\'s name: 3 to 63 lower-case letters, digits, dots and dashes',
        ],
    ];
    refused.forEach(([what, changes, problem]) =>
        it(`refuse ${what}`, () => assert.deepEqual(problems(changes), [problem])),
    );
});
