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
];
