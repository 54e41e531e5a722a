/** A schema period of Loki. OTLP needs index `tsdb` with schema v13, which can keep structured metadata. */
interface LokiPeriod {
    from: string;
    store: "tsdb";
    object_store: "filesystem" | "s3";
    schema: "v13";
    index: { prefix: string; period: "24h" };
}

export interface LokiSchema {
    configs: LokiPeriod[];
}

/** Where the schema begins; no day before it can have lines. */
const firstDay = "2024-04-01";

function period(object_store: LokiPeriod["object_store"], from = firstDay): LokiPeriod {
    return { from, store: "tsdb", object_store, schema: "v13", index: { prefix: "loki_index_", period: "24h" } };
}

/** Everything on the volume. */
export const volumeSchema: LokiSchema = { configs: [period("filesystem")] };

/**
 * Everything in S3, or from a day on, and before it on the volume. The index is in the object storage too, as one file
 * a day: there is no table anywhere else to look after.
 */
export function s3Schema(from: string | undefined): LokiSchema {
    return { configs: from === undefined ? [period("s3")] : [period("filesystem"), period("s3", from)] };
}
