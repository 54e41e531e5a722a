import { z } from "zod";
import { gatewayResources } from "../../model/defaults";
import { count, credential, labelValue, qualifiedName, resources, taintEffect, text } from "./common";

export const annotations = z.record(qualifiedName, z.string()).default({});

const toleration = z
    .strictObject({
        key: qualifiedName.optional().describe("The taint's key; every taint if left out, with operator `Exists`"),
        operator: z.enum(["Exists", "Equal"]).optional().describe("`Equal`, with `value`, if left out"),
        value: labelValue.optional().describe("The taint's value"),
        effect: taintEffect.optional().describe("The taint's effect; every effect if left out"),
        tolerationSeconds: count.optional().describe("How long a pod stays on a node that gets it, with `NoExecute`"),
    })
    .refine(
        ({ key, operator }) => key !== undefined || operator === "Exists",
        "operator Exists where there is no key, as Kubernetes demands",
    )
    .refine(
        ({ value, operator }) => value === undefined || operator !== "Exists",
        "no value beside operator Exists, as Kubernetes demands",
    )
    .refine(
        ({ effect, tolerationSeconds }) => tolerationSeconds === undefined || effect === "NoExecute",
        "tolerationSeconds only beside effect NoExecute, as Kubernetes demands",
    );

const autoscaling = z
    .strictObject({
        minReplicas: count.default(2).describe("Least number of pods"),
        maxReplicas: count.describe("Most pods"),
        targetCpuUtilization: z
            .number()
            .int("a whole number")
            .min(1, "1 to 100")
            .max(100, "1 to 100")
            .default(80)
            .describe("Percent of the requested processors that pods use on average before there are more of them"),
    })
    .refine(({ minReplicas, maxReplicas }) => maxReplicas >= minReplicas, {
        error: "no less than minReplicas",
        path: ["maxReplicas"],
    })
    .optional()
    .describe("As many pods as the load needs, in place of `replicas` (docs/operations.md). Needs metrics-server");

const setting = text(/^[a-z][a-z0-9_]*$/, "a setting of Kong's own without KONG_, in small letters");

/** Settings for pods that serve traffic, in either topology. */
export const gatewayPods = {
    replicas: count.default(1).describe("Pods"),
    autoscaling,
    resources: resources.prefault(gatewayResources),
    annotations: annotations.describe("Further annotations on the pods"),
    env: z
        .record(setting, z.union([z.string(), z.number().transform(String), credential]))
        .default({})
        .describe(
            "Kong's own settings, such as `nginx_worker_processes`: a text, a number, or a credential for what is secret",
        ),
    placement: z
        .strictObject({
            nodeSelector: z.record(qualifiedName, labelValue).default({}).describe("Labels that a node must have"),
            tolerations: z.array(toleration).default([]).describe("Taints of nodes that pods may be put on"),
        })
        .prefault({})
        .describe("Which nodes the pods run on"),
};
