import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../shared/component";
import { partitionOf } from "../../shared/iam";
import { podRole, type PodRole } from "../../shared/podRole";
import { storePolicy, tlsOnly } from "./access";
import { lifecycleRules } from "./lifecycle";
import type { ObjectStore, S3Choice } from "../shared/objectStore";
import { serviceAccounts, type StoredSignal } from "./signals";

export interface SignalBucketArgs extends Omit<S3Choice, "kind"> {
    signal: StoredSignal;
    /** How long the signal is kept, as a Go duration. */
    retention: string;
    /** The namespace of the store's pods. */
    namespace: string;
    /** The EKS cluster that the pods run on. `name` is an output: it keeps the cluster until this is gone. */
    eks: { name: pulumi.Input<string>; region: string };
    /** The beginning of the bucket's name; AWS adds what no other bucket of the world has. */
    namePrefix: string;
    /** Neither Pulumi nor AWS deletes the bucket and its key. Without it a destroy empties the bucket. */
    protect: boolean;
    tags: Record<string, string>;
}

/** A bucket of S3 takes 63 characters, of which AWS' own suffix has 26. */
const prefixLength = 63 - 26;

/** `My_Project-prod` and `logs` → `my-project-prod-logs-`; the signal is never what is cut. Pure. */
export function bucketPrefix(stack: string, signal: StoredSignal): string {
    const allowed = stack.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
    const end = `-${signal}-`;
    return `${allowed.slice(0, prefixLength - end.length).replace(/^-+|-+$/g, "")}${end}`;
}

/** One signal's objects in S3, and the role by which its store's pods use them (EKS Pod Identity). */
export class SignalBucket extends Component {
    public readonly store: ObjectStore;

    private readonly name: string;
    private readonly args: SignalBucketArgs;

    constructor(name: string, args: SignalBucketArgs, opts?: ComponentOptions) {
        const { signal, retention, bucket: existing, roleArn, protect, eks, namespace } = args;
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
                serviceAccount: serviceAccounts[signal],
                roleArn: role.arn,
                tags: args.tags,
            },
            this.after(...role.ready),
        );
        const ready = [identity, ...bucket.ready];
        this.store = { bucket: bucket.name, region: bucket.region, annotations: {}, ready };
        this.registerOutputs({ bucket: bucket.name });
    }

    /** Without versions: what a store deletes is to be gone, and no store overwrites what it cannot make again. */
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
                        // One call to KMS for many objects, not one for each.
                        bucketKeyEnabled: true,
                    },
                ],
            },
            this.within,
        );
        // After the block, since S3 refuses one change while it makes another of the same kind.
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
        // What is written before there is a default is encrypted with S3's own key, and stays so.
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
