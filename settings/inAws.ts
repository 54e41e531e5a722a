import type { PlainSettings } from "./schema";

type Cluster = PlainSettings["cluster"];

/** Whether a cluster is in AWS, so that databases, buckets and roles of its pods can be created beside it. */
export function isInAws(cluster: Cluster): cluster is Extract<Cluster, { kind: "eks" | "existing-eks" }> {
    return cluster.kind === "eks" || cluster.kind === "existing-eks";
}
