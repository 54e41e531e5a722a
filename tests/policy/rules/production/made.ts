import type { Seen, Values } from "../../../../policy/library/resource";
import { seen } from "../../helpers";

export const resources = { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } };

export const rds = (inputs: Values = {}, protect = true): Seen =>
    seen(
        "aws:rds/instance:Instance",
        "db",
        { storageEncrypted: true, multiAz: true, backupRetentionPeriod: 14, publiclyAccessible: false, ...inputs },
        { protect },
    );
