import { textAt, unknown } from "./resource";
import type { KongNode } from "./kong";

/** How control plane and data planes check each other: by one certificate, or by who has signed it. */
export type ClusterMode = "shared" | "pki";

/**
 * `pki_check_cn`, which only the enterprise edition has, is `pki` for a data plane.
 * @returns undefined if it is unknown
 */
export function clusterMode({ env }: KongNode): ClusterMode | undefined {
    const mode = env.cluster_mtls;
    if (mode === unknown) {
        return undefined;
    }
    return textAt(env, "cluster_mtls")?.startsWith("pki") === true ? "pki" : "shared";
}
