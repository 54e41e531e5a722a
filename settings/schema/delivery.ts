import { z } from "zod";
import { count, duration, namespace, objectName, text } from "./common";

/** What Argo CD calls the cluster that it runs on. */
const itself = "https://kubernetes.default.svc";

const helm = z.strictObject({
    kind: z.literal("helm"),
    retain: z
        .boolean()
        .default(false)
        .describe(
            "What leaves the stack stays on the cluster: charts, at a change of the delivery and at `destroy`. Set by an `up` of its own before `delivery: argocd`",
        ),
    takeOwnership: z
        .boolean()
        .default(false)
        .describe("Install over what is there, whoever made it: only for the way back from `argocd`"),
});

const argocd = z.strictObject({
    kind: z.literal("argocd"),
    retain: z
        .boolean()
        .default(false)
        .describe(
            "Applications have no finalizer: what they installed stays when they go. Set by an `up` of its own before `delivery: helm`",
        ),
    namespace: namespace
        .default("argocd")
        .describe("Of Argo CD; Applications are made there, since by default it looks nowhere else"),
    project: objectName("a name that a Kubernetes object can have")
        .optional()
        .describe("Name of the AppProject, which is this stack's own; `PROJECT-STACK` of Pulumi if left out"),
    destination: z
        .strictObject({
            server: z
                .url({ protocol: /^https$/, error: `an address such as ${itself}` })
                .default(itself)
                .describe("Its address there"),
            name: text(/^\S(.*\S)?$/, "a cluster's name in Argo CD")
                .optional()
                .describe("Its name there, used in place of the address"),
        })
        .prefault({})
        .describe("What Argo CD calls the cluster of this stack, which is the one that it runs on"),
    retry: z
        .strictObject({
            limit: count.default(10).describe("How often"),
            backoff: duration.prefault("10s").describe("Time before the first, doubled for each further one"),
            longest: duration.prefault("3m").describe("No longer than this"),
        })
        .prefault({})
        .describe("A sync that fails, as before a webhook of another chart answers, is tried again"),
});

export const delivery = z
    .discriminatedUnion("kind", [helm, argocd])
    .meta({ short: ["helm", "argocd"] })
    .describe(
        "Who installs the charts: this program with Helm, or Argo CD, by an Application for each (docs/argocd.md). The kind alone will do: `delivery: argocd`",
    );
