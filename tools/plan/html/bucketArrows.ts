import { System } from "../../../policy/library/system";
import { type Store, stores } from "../../../policy/library/storage";
import { unknownMark } from "../values";
import { seenOf } from "../verdict";
import type { Arrow } from "./arrow";
import type { Box } from "./boxes";
import { endAt } from "./ends";

/** Arrows from a store of logs or traces to its S3 bucket, in this stack or existing before. */
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

/** A bucket of this stack gets its name from AWS; an existing one is named in the settings. */
function isOf({ resources: [head] }: Box, { signal, bucket }: Store): boolean {
    const { signal: ours, made, bucket: existing } = head?.inputs ?? {};
    return ours === signal && (made === true ? bucket === unknownMark : existing === bucket);
}
