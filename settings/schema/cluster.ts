import { z } from "zod";
import { isPrivate } from "../../model/addresses";
import { count, dnsLabel, labelValue, qualifiedName, taintEffect, text } from "./common";
import { addOnVersion, existingEks } from "./existingEks";
import { fromStack } from "./layers";
import { cidrSuchAs, network } from "./network";

/**
 * EKS refuses reserved ranges, from which no traffic comes anyway.
 * https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
 */
const publicCidr = cidrSuchAs("203.0.113.7/32, which is one address").refine(
    (range) => !isPrivate(range),
    "a range of public addresses; inside the VPC the endpoint answers by cluster.endpoint.private",
);

/**
 * The API server refuses a node that sets other labels of Kubernetes' own, so that it never joins.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */
const nodeLabel = qualifiedName.refine(
    (key) => !/^(?!(node|kubelet)\.)([-\w.]+\.)?(kubernetes|k8s)\.io\/|^eks\.amazonaws\.com\//.test(key),
    "no prefix of Kubernetes or EKS except node.kubernetes.io/ and kubelet.kubernetes.io/",
);

const nodeGroup = z.strictObject({
    name: dnsLabel
        .max(36, "at most 36 letters, digits and dashes, which is what AWS leaves room for")
        .describe("Its name"),
    instanceTypes: z
        .array(text(/^[a-z0-9-]+\.[a-z0-9-]+$/, "an EC2 instance type such as m7i.large"))
        .min(1, "at least one")
        .describe("EC2 instance types, in order of preference"),
    minSize: count.describe("Minimum number of nodes, and the initial number"),
    maxSize: count.describe("Maximum number of nodes. Nothing here scales a group automatically; Auto Mode does"),
    diskSize: z.number().int("a whole number").min(20, "at least 20").default(50).describe("Root volume, GiB"),
    capacityType: z
        .enum(["ON_DEMAND", "SPOT"])
        .default("ON_DEMAND")
        .describe("Spot nodes are cheaper and can vanish with two minutes' notice"),
    labels: z.record(nodeLabel, labelValue).optional().describe("Further labels on its nodes"),
    taints: z
        .array(
            z.strictObject({
                key: qualifiedName.describe("The taint's key"),
                value: labelValue.optional().describe("The taint's value"),
                effect: taintEffect.describe("What happens to pods that do not tolerate it"),
            }),
        )
        .optional()
        .describe("Keep pods away that do not tolerate them; one group at least has none"),
});

const compute = z
    .discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("auto-mode") }),
        z.strictObject({ kind: z.literal("managed-node-groups"), groups: z.array(nodeGroup).min(1, "at least one") }),
    ])
    .prefault({ kind: "auto-mode" })
    .describe(
        "Nodes: EKS Auto Mode manages nodes, volumes and load balancers itself; managed node groups need `groups`",
    );

const addOnVersions = z
    .strictObject({
        "vpc-cni": addOnVersion,
        "kube-proxy": addOnVersion,
        "eks-pod-identity-agent": addOnVersion,
        coredns: addOnVersion,
        "aws-ebs-csi-driver": addOnVersion,
        "metrics-server": addOnVersion,
    })
    .prefault({})
    .describe("Pins versions of EKS add-ons; those left out use the version AWS recommends (docs/aws.md)");

/** Before 1.29 Grafana would never start (docs/local.md). EKS no longer offers such versions. */
const version = text(/^1\.(29|[3-9]\d)$/, "a Kubernetes minor version from 1.29 on, such as 1.35");

const eks = z.strictObject({
    kind: z.literal("eks"),
    name: dnsLabel.optional().describe("Name of the EKS cluster; `<project>-<stack>` if left out"),
    version: version.optional().describe("Kubernetes minor version; the one in charts/pins.json if left out"),
    upgradePolicy: z
        .enum(["extended", "standard"])
        .default("extended")
        .describe(
            "When the version leaves standard support: `extended` keeps it, at six times the price of the control plane; " +
                "with `standard` AWS upgrades it by itself",
        ),
    network,
    compute,
    addOnVersions,
    endpoint: z
        .strictObject({
            private: z.boolean().default(true).describe("Whether it is reachable from inside the VPC"),
            publicCidrs: z
                .array(publicCidr)
                .default([])
                .describe("Address ranges that may reach the API from the internet; none if empty"),
        })
        .prefault({})
        .describe("The Kubernetes API endpoint"),
    admins: z
        .array(text(/^arn:aws[\w-]*:iam::\d{12}:(role|user)\/.+$/, "the ARN of an IAM role or user"))
        .default([])
        .describe("IAM principals with administrator access, in addition to the one that creates the cluster"),
});

const kubeconfig = z.strictObject({
    kind: z.literal("kubeconfig"),
    path: z
        .string()
        .min(1, "a file's path")
        .optional()
        .describe("The kubeconfig file; `KUBECONFIG` or `~/.kube/config` if left out"),
    context: z
        .string()
        .min(1, "a context's name")
        .optional()
        .describe("The context in it; its current one if left out"),
    storageClass: z
        .string()
        .min(1, "a StorageClass's name")
        .optional()
        .describe("Storage class of all volumes; the cluster's default if left out"),
    loadBalancers: z
        .enum(["aws-load-balancer-controller", "eks-auto-mode", "gke", "aks"])
        .optional()
        .describe(
            "Who makes its load balancers, and so understands a proxy's `scheme`. Left out, `internal` is refused, and a " +
                "Service of type LoadBalancer is what the cluster makes of it",
        ),
});

export const cluster = z
    .discriminatedUnion("kind", [eks, kubeconfig, existingEks, fromStack])
    .describe(
        "The cluster everything runs on: a new EKS cluster, an existing one by its name in AWS or from a kubeconfig, or " +
            "that of another stack",
    );
