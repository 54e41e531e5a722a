import { roleAnnotations } from "../../shared/iam";
import type { ObjectStore, S3Choice } from "../shared/objectStore";

/** The signals that can be stored in object storage. */
export type StoredSignal = "logs" | "traces";

/** The service account of each store, which its chart names after its release. */
export const serviceAccounts: Record<StoredSignal, string> = { logs: "loki", traces: "tempo" };

/** An existing bucket, for pods that assume their role, if any, by IRSA. */
export function existingStore({ bucket, roleArn }: S3Choice & Required<Pick<S3Choice, "bucket">>): ObjectStore {
    return {
        bucket: bucket.name,
        region: bucket.region,
        annotations: roleAnnotations(roleArn),
        ready: [],
    };
}
