import type { Problem } from "../problems";
import { type CrossCheck, crossCheck } from "./check";

/** What Argo CD, which is another program on the cluster, cannot do. */
export const deliveryChecks: readonly CrossCheck[] = [
    crossCheck(["delivery", "registry"], ({ delivery, registry: { charts } }, { project }): (Problem | false)[] => [
        delivery.kind === "argocd" &&
            charts !== undefined &&
            !charts.includes("://") && {
                key: `${project}:registry.charts`,
                message: `got "${charts}", a folder of this machine; allowed: an https:// repository or an oci:// registry with delivery argocd, which fetches charts from the cluster`,
            },
    ]),
    crossCheck(["delivery", "cluster"], ({ delivery, cluster }, { project }): (Problem | false)[] => [
        delivery.kind === "argocd" &&
            cluster.kind === "eks" && {
                key: `${project}:delivery`,
                message:
                    'got "argocd" with cluster.kind "eks", a cluster that this stack creates and that has no Argo CD yet; allowed: helm, or argocd in a stack on a cluster with Argo CD (cluster.kind stack, existing-eks or kubeconfig; docs/argocd.md)',
            },
    ]),
];
