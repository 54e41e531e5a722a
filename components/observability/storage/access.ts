import type { PolicyDocument, PolicyStatement } from "../../shared/iam";
import type { StoredSignal } from "./signals";

/**
 * What each store asks of S3, by the calls in its source. Both name the region, so that neither asks where the bucket
 * is. Loki 3.7.8 (pkg/storage/chunk/client/aws/s3_storage_client.go) puts each object in one piece. Tempo 2.10.8
 * (tempodb/backend/s3) uploads in parts, which it may have to give up, and marks a block as compacted by CopyObject,
 * which takes an object's tags along.
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

/** What a store's role may do: with the objects of its bucket, and with the key that encrypts them. Pure. */
export function storePolicy(signal: StoredSignal, bucketArn: string, keyArn: string | undefined): PolicyDocument {
    const allow = (Action: string[], Resource: string): PolicyStatement => ({ Effect: "Allow", Action, Resource });
    return {
        Version: "2012-10-17",
        Statement: [
            allow(["s3:ListBucket"], bucketArn),
            allow(objectActions[signal], `${bucketArn}/*`),
            // To write a part of an upload its key is needed as well as to read.
            ...(keyArn === undefined ? [] : [allow(["kms:GenerateDataKey", "kms:Decrypt"], keyArn)]),
        ],
    };
}

/** Nobody, whatever their rights, reads or writes without TLS. Pure. */
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
