import { bytesOf } from "../../../model/quantity";
import { unknown } from "../../library/resource";
import type { Violation } from "../../library/rule";
import { stores } from "../../library/storage";
import type { System } from "../../library/system";

export function retention(system: System): Violation[] {
    return stores(system).flatMap(({ urn, name, signal, retentionKey, retention: kept, deletion }) => {
        if ([undefined, null, "", 0, "0", "0s", "0d"].includes(kept as undefined)) {
            return [
                {
                    urn,
                    message: `${name}: ${retentionKey} is ${kept === undefined ? "not set" : JSON.stringify(kept)}, so the retention of ${signal} is undefined; set it`,
                },
            ];
        }
        return deletion === undefined || deletion.value === true || deletion.value === unknown
            ? []
            : [
                  {
                      urn,
                      message: `${name}: ${deletion.key} is not true, so ${signal} are kept forever, whatever ${retentionKey} says`,
                  },
              ];
    });
}

/** Prometheus checks the size only from time to time, and keeps writing meanwhile. */
const largestShare = 0.95;

/** A volume that fills up before anything is deleted from it. */
export function overfull(system: System): Violation[] {
    return stores(system).flatMap(({ urn, name, limit }) => {
        const { key, most: kept, volume } = limit ?? {};
        // Prometheus' units are powers of two.
        const [most, size] = [
            bytesOf(
                String(kept)
                    .replace(/^([\d.]+[KMGTPE])B$/, "$1i")
                    .replace(/B$/, ""),
            ),
            bytesOf(volume),
        ];
        return most === undefined || size === undefined || most <= size * largestShare
            ? []
            : [
                  {
                      urn,
                      message: `${name}: ${key} is ${String(kept)}, on a volume of ${String(volume)}, which is full before anything is deleted; allowed: ${largestShare * 100} % of it`,
                  },
              ];
    });
}
