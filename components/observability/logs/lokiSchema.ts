/** A schema period of Loki. OTLP needs index `tsdb` with schema v13, which supports structured metadata. */
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

/** Start of the schema; no earlier day can have lines. */
const firstDay = "2024-04-01";

function period(object_store: LokiPeriod["object_store"], from = firstDay): LokiPeriod {
    return { from, store: "tsdb", object_store, schema: "v13", index: { prefix: "loki_index_", period: "24h" } };
}

/** Everything on the volume. */
export const volumeSchema: LokiSchema = { configs: [period("filesystem")] };

/**
 * Everything in S3; or from a day on, and on the volume before it. The index is in the object storage too, as one file
 * per day, so no table elsewhere needs maintenance.
 */
export function s3Schema(from: string | undefined): LokiSchema {
    return { configs: from === undefined ? [period("s3")] : [period("filesystem"), period("s3", from)] };
}
