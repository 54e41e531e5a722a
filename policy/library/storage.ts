import { factsOf } from "../../charts";
import type { StoreFact } from "../../charts/description";
import type { None } from "../../charts/words";
import { isMade } from "./made";
import { at, listAt, textAt, type Values } from "./resource";
import type { ChartInstall, System } from "./system";

/** One signal's store that a chart installs. */
export interface Store {
    urn: string;
    name: string;
    signal: "metrics" | "logs" | "traces";
    /** Path of the retention in the chart's values, for messages. */
    retentionKey: string;
    /** How long data is kept; undefined if not set. */
    retention: unknown;
    /** The switch without which nothing is deleted, if there is one. */
    deletion: { key: string; value: unknown } | undefined;
    /** The configured bucket, if any. */
    bucket: unknown;
    /** The storage backend: its key, and its value or the chart's default. Metrics stay on a volume. */
    backend: { key: string; value: unknown } | undefined;
    /** The limit of stored data, if there is one, and the size of its volume. */
    limit: { key: string; most: unknown; volume: unknown } | undefined;
}

/** Prometheus, Loki and Tempo in the stack's charts. */
export function stores(system: System): Store[] {
    return system.charts.flatMap((install) => {
        return factsOf(install.chart, "stores")
            .filter((fact) => isMade(fact, install.values))
            .map((fact) => storeOf(install, fact));
    });
}

function storeOf(
    { urn, name, values }: ChartInstall,
    { signal, retention, deletion, backend, bucket, limit }: StoreFact,
): Store {
    const [retentionPath] = retention;
    return {
        urn,
        name,
        signal,
        retentionKey: retentionPath.join("."),
        retention: retentionIn(values, retention),
        deletion: "none" in deletion ? undefined : { key: deletion.join("."), value: at(values, ...deletion) },
        bucket: "none" in bucket ? undefined : at(values, ...bucket),
        backend: "none" in backend ? undefined : backendIn(values, backend),
        limit:
            "none" in limit
                ? undefined
                : { key: limit.path.join("."), most: at(values, ...limit.path), volume: at(values, ...limit.volume) },
    };
}

/** The first path that is set. Alternative paths count only with a non-empty text. */
function retentionIn(values: Values, [main, ...others]: StoreFact["retention"]): unknown {
    const said = others.map((path) => textAt(values, ...path)).find((text) => text !== undefined && text !== "");
    return at(values, ...main) ?? said;
}

function backendIn(
    values: Values,
    { path, list, standard }: Exclude<StoreFact["backend"], None>,
): NonNullable<Store["backend"]> {
    return list === undefined
        ? { key: path.join("."), value: at(values, ...path) ?? standard }
        : { key: `${path.join(".")}[].${list}`, value: listAt(values, ...path).at(-1)?.[list] ?? standard };
}
