import { at, listAt, textAt, unknown } from "../../library/resource";
import type { KongNode } from "../../library/kong";

/** Where a node gets its cluster certificate or key from. */
export interface Mount {
    /** The setting under `env`. */
    setting: "cluster_cert" | "cluster_cert_key" | "cluster_ca_cert";
    /** Undefined if none is set. */
    path: string | undefined;
    /** The Secret behind it; undefined if nothing mounts it. */
    secret: string | undefined;
    /** Some part is unknown, so it cannot be judged. */
    unknown: boolean;
}

export function clusterMount(node: KongNode, setting: Mount["setting"]): Mount {
    const value = node.env[setting];
    // Kong also accepts the certificate itself, which then comes from a Secret's key.
    const direct = textAt(value, "valueFrom", "secretKeyRef", "name");
    const path = direct === undefined ? textAt(node.env, setting) : `${setting} from the Secret ${direct}`;
    const volumes = at(node.values, "secretVolumes");
    const open = value === unknown || volumes === unknown || (Array.isArray(volumes) && volumes.includes(unknown));
    const secret = direct ?? (path === undefined ? undefined : secretAt(node, path));
    return { setting, path, secret: secret === unknown ? undefined : secret, unknown: open || secret === unknown };
}

/**
 * The chart mounts each of `secretVolumes` under /etc/secrets; other volumes are defined in full, and the name of their
 * Secret may be unknown.
 */
function secretAt({ values }: KongNode, path: string): string | undefined {
    const [, named] = /^\/etc\/secrets\/([^/]+)\/[^/]+$/.exec(path) ?? [];
    const volumes = at(values, "secretVolumes");
    if (named !== undefined && Array.isArray(volumes) && volumes.includes(named)) {
        return named;
    }
    const mount = listAt(values, "deployment", "userDefinedVolumeMounts").find((candidate) =>
        path.startsWith(`${textAt(candidate, "mountPath")?.replace(/\/$/, "") ?? "?"}/`),
    );
    const volume = listAt(values, "deployment", "userDefinedVolumes").find(
        ({ name }) => name === mount?.name && name !== undefined,
    );
    return at(volume, "secret", "secretName") === unknown ? unknown : textAt(volume, "secret", "secretName");
}
