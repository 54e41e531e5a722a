import { z } from "zod";
import { text } from "./common";
import { subnetId } from "./network";

export const addOnVersion = text(
    /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
    "a version of the add-on as AWS lists it, such as v1.MINOR.PATCH-eksbuild.1",
).optional();

/** Nothing is installed unless it is asked for: what runs on a cluster of others must not run twice. */
const existing = z.enum(["existing", "install"]).default("existing");
const existingOrAutoMode = z.enum(["existing", "install", "auto-mode"]).default("existing");

/** A cluster that exists, by its name in AWS. */
export const existingEks = z.strictObject({
    kind: z.literal("existing-eks"),
    name: text(/^[0-9A-Za-z][\w-]{0,99}$/, "the name of an EKS cluster").describe(
        "Name of the cluster in AWS, in `aws:region`",
    ),
    loadBalancerController: existingOrAutoMode.describe(
        "Who creates load balancers: the AWS Load Balancer Controller that runs there, one that this stack installs, or " +
            "EKS Auto Mode",
    ),
    volumeDriver: existingOrAutoMode.describe(
        "Who creates volumes: what runs there, the EBS driver as an add-on of this stack, or EKS Auto Mode. With the last " +
            "two this stack creates a StorageClass",
    ),
    storageClass: z
        .string()
        .min(1, "a StorageClass's name")
        .optional()
        .describe("With `volumeDriver: existing`: StorageClass of all volumes; the cluster's default if left out"),
    metricsServer: existing.describe("The metrics server, for autoscaling: it runs there, or this stack installs it"),
    podIdentityAgent: existing.describe(
        "The EKS Pod Identity agent, for roles of pods: it runs there (Auto Mode has it built in), or this stack installs it",
    ),
    addOnVersions: z
        .strictObject({
            "metrics-server": addOnVersion,
            "eks-pod-identity-agent": addOnVersion,
            "aws-ebs-csi-driver": addOnVersion,
        })
        .prefault({})
        .describe("Pins versions of the add-ons that this stack installs"),
    subnetIds: z
        .array(subnetId)
        .min(2, "two at least, in two zones")
        .optional()
        .describe("Subnets for a database beside the cluster; those of the cluster if left out"),
    publicSubnetIds: z
        .array(subnetId)
        .min(1, "at least one")
        .optional()
        .describe("Subnets for internet-facing load balancers, one in a zone; found by their tags if left out"),
    podSecurityGroupId: text(/^sg-[0-9a-f]{8,17}$/, "the id of a security group such as sg-0a1b2c3d4e5f60718")
        .optional()
        .describe(
            "Security group of pods and nodes, which a database lets in; the one that EKS created for the cluster if left " +
                "out. Clusters of the Terraform module `eks` have one of their own for nodes",
        ),
});
