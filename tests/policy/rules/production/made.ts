import type { Seen, Values } from "../../../../policy/library/resource";
import { release, seen } from "../../helpers";

export const resources = { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } };

/** Values of a gateway that lacks nothing. */
export const sound = {
    env: { role: "data_plane" },
    replicaCount: 2,
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    topologySpreadConstraints: [{ maxSkew: 1 }],
    resources,
};
export const gateway = (values: Values = {}): Seen => release("kong", { ...sound, ...values }, { name: "kong-dp" });

export const rds = (inputs: Values = {}, protect = true): Seen =>
    seen(
        "aws:rds/instance:Instance",
        "db",
        { storageEncrypted: true, multiAz: true, backupRetentionPeriod: 14, publiclyAccessible: false, ...inputs },
        { protect },
    );
