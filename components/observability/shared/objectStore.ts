import type * as pulumi from "@pulumi/pulumi";
import { awsDomain } from "../../../model/aws";

/** The configuration's choice of a store's storage. */
export type StorageChoice = { kind: "volume" } | S3Choice;

export interface S3Choice {
    kind: "s3";
    /**
     * An existing bucket.
     * @default one is created
     */
    bucket?: { name: string; region: string };
    /**
     * A role that may use it.
     * @default on EKS one is created; elsewhere the pods' environment
     */
    roleArn?: string;
    /** @default a new bucket gets its own key */
    kmsKeyArn?: string;
}

/** A bucket as its store uses it. */
export interface ObjectStore {
    bucket: pulumi.Input<string>;
    region: string;
    /** Annotations of the store's service account. */
    annotations: Record<string, string>;
    /** What a pod needs before it starts: it gets its credentials only when it is created. */
    ready: pulumi.Resource[];
}

/**
 * S3's endpoint in a region, for programs that cannot derive it. Inside the VPC it is reached without a NAT gateway.
 */
export function s3Endpoint(region: string): string {
    return `s3.${region}.${awsDomain(region)}`;
}
