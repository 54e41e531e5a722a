import type * as pulumi from "@pulumi/pulumi";
import { awsDomain } from "../../../model/aws";

/** Where a store keeps its data, as the configuration chooses it. */
export type StorageChoice = { kind: "volume" } | S3Choice;

export interface S3Choice {
    kind: "s3";
    /** A bucket that exists. @default one is made */
    bucket?: { name: string; region: string };
    /** A role that may use it. @default on EKS one is made; elsewhere what the pods have without one */
    roleArn?: string;
    /** @default the bucket that is made has a key of its own */
    kmsKeyArn?: string;
}

/** A bucket as its store sees it. */
export interface ObjectStore {
    bucket: pulumi.Input<string>;
    region: string;
    /** Of the store's service account. */
    annotations: Record<string, string>;
    /** What a pod needs before it starts: it gets its credentials when it is created, never later. */
    ready: pulumi.Resource[];
}

/**
 * Where S3 answers in a region, for who does not know by itself. Inside of the VPC it is reached without a NAT gateway.
 */
export function s3Endpoint(region: string): string {
    return `s3.${region}.${awsDomain(region)}`;
}
