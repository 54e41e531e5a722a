import { System } from "../../../policy/library/system";
import { type Store, stores } from "../../../policy/library/storage";
import { unknownMark } from "../values";
import { seenOf } from "../verdict";
import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { endAt } from "./ends";

/** What a store of logs or traces keeps in S3: in a bucket of this stack, or in one that was there before. */
export function bucketArrows(boxes: Box[], ends: Map<string, Box>): Arrow[] {
    return boxes.flatMap((box) =>
        stores(new System(seenOf(box)))
            .filter(({ backend }) => backend?.value === "s3")
            .map((store): Arrow => {
                const name = store.bucket === unknownMark ? "name known after pulumi up" : String(store.bucket);
                const made = boxes.find((other) => other.kind === "SignalBucket" && isOf(other, store));
                const to = made ?? endAt("S3", name, ends);
                return { from: box.id, to: to.id, signal: "data", notes: ["443"], details: [`bucket ${name}`] };
            }),
    );
}

/** A bucket that is made has its name from AWS; one that was there says it. */
function isOf({ resources: [head] }: Box, { signal, bucket }: Store): boolean {
    const { signal: ours, made, bucket: existing } = head?.inputs ?? {};
    return ours === signal && (made === true ? bucket === unknownMark : existing === bucket);
}
