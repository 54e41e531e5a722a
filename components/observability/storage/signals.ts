import { charts } from "../../../charts";
import { releaseNameOf, type ReleaseNames } from "../../../charts/releaseNames";
import { roleAnnotations } from "../../shared/iam";
import type { ObjectStore, S3Choice } from "../shared/objectStore";

/** The signals that can be stored in object storage. */
export type StoredSignal = "logs" | "traces";

/** The service account of each store, which its chart names after the store's Service. */
export function serviceAccountOf(signal: StoredSignal, releaseNames: ReleaseNames): string {
    const chart = signal === "logs" ? "loki" : "tempo";
    return charts[chart].services[chart]!.name(releaseNameOf(chart, releaseNames));
}

/** An existing bucket, for pods that assume their role, if any, by IRSA. */
export function existingStore({ bucket, roleArn }: S3Choice & Required<Pick<S3Choice, "bucket">>): ObjectStore {
    return {
        bucket: bucket.name,
        region: bucket.region,
        annotations: roleAnnotations(roleArn),
        ready: [],
    };
}
