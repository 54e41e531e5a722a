import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../shared/component";
import { partitionOf } from "../../shared/iam";
import { podRole, type PodRole } from "../../shared/podRole";
import { storePolicy, tlsOnly } from "./access";
import { lifecycleRules } from "./lifecycle";
import type { ObjectStore, S3Choice } from "../shared/objectStore";
import type { StoredSignal } from "./signals";

export interface SignalBucketArgs extends Omit<S3Choice, "kind"> {
    signal: StoredSignal;
    /** How long the signal is kept, as a Go duration. */
    retention: string;
    /** The namespace of the store's pods. */
    namespace: string;
    serviceAccount: string;
    /** The EKS cluster of the pods. `name` is an output: the dependency keeps the cluster until this is deleted. */
    eks: { name: pulumi.Input<string>; region: string };
    /** Prefix of the bucket's name; AWS appends a globally unique suffix. */
    namePrefix: string;
    /** Neither Pulumi nor AWS deletes the bucket and its key. If false, a destroy empties the bucket. */
    protect: boolean;
    tags: Record<string, string>;
}

/** An S3 bucket's name has at most 63 characters, of which AWS' suffix takes 26. */
const prefixLength = 63 - 26;

/** `My_Project-prod` and `logs` → `my-project-prod-logs-`. Never cuts off the signal. Pure. */
export function bucketPrefix(stack: string, signal: StoredSignal): string {
    const allowed = stack.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
    const end = `-${signal}-`;
    return `${allowed.slice(0, prefixLength - end.length).replace(/^-+|-+$/g, "")}${end}`;
}

/** A bucket for one signal, and the role with which its store's pods use it (EKS Pod Identity). */
export class SignalBucket extends Component {
    public readonly store: ObjectStore;

    private readonly name: string;
    private readonly args: SignalBucketArgs;

    constructor(name: string, args: SignalBucketArgs, opts?: ComponentOptions) {
        const { signal, retention, bucket: existing, roleArn, protect, eks, namespace, serviceAccount } = args;
        const made = existing === undefined;
        super(
            "kong-observability:observability:SignalBucket",
            name,
            { signal, retention, made, ...(existing && { bucket: existing.name }), ...(made && { protect }) },
            opts,
        );
        this.name = name;
        this.args = args;

        const bucket = existing === undefined ? this.bucket() : found(existing, args);
        const role = roleArn === undefined ? this.role(bucket) : { arn: roleArn, ready: [] };
        const identity = new aws.eks.PodIdentityAssociation(
            name,
            {
                clusterName: eks.name,
                namespace,
                serviceAccount,
                roleArn: role.arn,
                tags: args.tags,
            },
            this.after(...role.ready),
        );
        const ready = [identity, ...bucket.ready];
        this.store = { bucket: bucket.name, region: bucket.region, annotations: {}, ready };
        this.registerOutputs({ bucket: bucket.name });
    }

    /** Without versioning: what a store deletes must be gone, and no store overwrites data that it cannot recreate. */
    private bucket(): Bucket {
        const { signal, retention, namePrefix, eks, protect, tags } = this.args;
        const keyArn = this.args.kmsKeyArn ?? this.key().arn;
        const bucket = new aws.s3.Bucket(
            this.name,
            { bucketPrefix: namePrefix, forceDestroy: !protect, tags },
            { ...this.within, protect },
        );
        const of = { bucket: bucket.id };
        const closed = new aws.s3.BucketPublicAccessBlock(
            this.name,
            {
                ...of,
                blockPublicAcls: true,
                blockPublicPolicy: true,
                ignorePublicAcls: true,
                restrictPublicBuckets: true,
            },
            this.within,
        );
        new aws.s3.BucketOwnershipControls(
            this.name,
            { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
            this.within,
        );
        const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
            this.name,
            {
                ...of,
                rules: [
                    {
                        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
                        // One KMS call for many objects instead of one for each.
                        bucketKeyEnabled: true,
                    },
                ],
            },
            this.within,
        );
        // After the public access block, because S3 refuses concurrent changes of a bucket's policy and block.
        const policy = new aws.s3.BucketPolicy(
            this.name,
            { ...of, policy: bucket.arn.apply((arn) => JSON.stringify(tlsOnly(arn))) },
            this.after(closed),
        );
        new aws.s3.BucketLifecycleConfiguration(
            this.name,
            { ...of, rules: lifecycleRules(signal, retention) },
            this.within,
        );
        // What is written before the default encryption is set is encrypted with S3's own key, and stays so.
        return { name: bucket.id, region: eks.region, arn: bucket.arn, keyArn, ready: [encryption, policy] };
    }

    private key(): aws.kms.Key {
        const { signal, namePrefix, protect, tags } = this.args;
        return new aws.kms.Key(
            this.name,
            {
                description: `${signal} in the bucket ${namePrefix}…`,
                enableKeyRotation: true,
                deletionWindowInDays: protect ? 30 : 7,
                tags,
            },
            { ...this.within, protect },
        );
    }

    private role({ arn, keyArn }: Bucket): PodRole {
        const { signal, tags } = this.args;
        const policy = pulumi.all([arn, keyArn]).apply(([bucketArn, key]) => storePolicy(signal, bucketArn, key));
        return podRole(this.name, { policy, tags }, this.within);
    }
}

interface Bucket {
    name: pulumi.Input<string>;
    region: string;
    arn: pulumi.Input<string>;
    keyArn: pulumi.Input<string> | undefined;
    ready: pulumi.Resource[];
}

function found({ name, region }: NonNullable<S3Choice["bucket"]>, { kmsKeyArn: keyArn }: SignalBucketArgs): Bucket {
    return { name, region, arn: `arn:${partitionOf(region)}:s3:::${name}`, keyArn, ready: [] };
}
