import type { PolicyDocument, PolicyStatement } from "../../shared/iam";
import type { StoredSignal } from "./signals";

/**
 * S3 permissions of each store, from the calls in its source. Both stores are given the region, so neither looks up the
 * bucket's location. Loki 3.7.8 (pkg/storage/chunk/client/aws/s3_storage_client.go) uploads each object in one piece.
 * Tempo 2.10.8 (tempodb/backend/s3) uploads in parts, which it may have to abort, and marks a block as compacted by
 * CopyObject, which also copies an object's tags.
 */
const objectActions: Record<StoredSignal, string[]> = {
    logs: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    traces: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:GetObjectTagging",
        "s3:PutObjectTagging",
    ],
};

/** Permissions of a store's role: for the objects of its bucket, and for the key that encrypts them. Pure. */
export function storePolicy(signal: StoredSignal, bucketArn: string, keyArn: string | undefined): PolicyDocument {
    const allow = (Action: string[], Resource: string): PolicyStatement => ({ Effect: "Allow", Action, Resource });
    return {
        Version: "2012-10-17",
        Statement: [
            allow(["s3:ListBucket"], bucketArn),
            allow(objectActions[signal], `${bucketArn}/*`),
            // Writing a part of an upload needs permission to decrypt too.
            ...(keyArn === undefined ? [] : [allow(["kms:GenerateDataKey", "kms:Decrypt"], keyArn)]),
        ],
    };
}

/** Denies everyone access without TLS, whatever their permissions. Pure. */
export function tlsOnly(bucketArn: string): object {
    return {
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "TlsOnly",
                Effect: "Deny",
                Principal: "*",
                Action: "s3:*",
                Resource: [bucketArn, `${bucketArn}/*`],
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    };
}
