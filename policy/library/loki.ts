import { bytesOf } from "../../model/quantity";
import { factOf } from "../../charts";
import type { LokiFact } from "../../charts/description";
import { at, listAt, textAt } from "./resource";
import { type ChartInstall, once } from "./system";

/** One Loki that a chart installs. */
export interface Loki {
    install: ChartInstall;
    facts: LokiFact;
    /** Name of its main Service; the names of the others begin with it. */
    service: string;
    /** Why it refuses OTLP, as the end of a sentence; undefined if it accepts it, or if that is unknown. */
    refusesOtlp: string | undefined;
}

export const lokis = once((system): Loki[] => {
    return system.charts.flatMap((install) => {
        const { chart, releaseName = chart } = install;
        const facts = factOf(chart, "loki");
        return facts === undefined
            ? []
            : { install, facts, service: facts.service(releaseName), refusesOtlp: otlpRefusal(install, facts) };
    });
});

/** The Loki behind a Service, which may be its gateway. */
export function lokiBehind(all: readonly Loki[], service: string, namespace: string): Loki | undefined {
    const parts = ["", "-headless", "-gateway", "-write", "-distributor"];
    return all.find(
        (loki) => loki.install.namespace === namespace && parts.some((part) => service === `${loki.service}${part}`),
    );
}

/**
 * The largest bursts that a Loki accepts, of all streams and of one, with the path of the value that sets it; by
 * default Loki's own limits (pkg/validation/limits.go of 3.7.8). Unknown values are left out.
 */
export function burstsOf({ install: { values }, facts }: Loki): { path: string; bytes: number }[] {
    const place = [...facts.config, "limits_config"];
    const bursts = [
        ["ingestion_burst_size_mb", 6],
        ["per_stream_rate_limit_burst", "15MB"],
    ] as const;
    return bursts.flatMap(([key, standard]) => {
        const bytes = sizeOf(at(values, ...place, key) ?? standard);
        return bytes === undefined ? [] : [{ path: [...place, key].join("."), bytes }];
    });
}

/**
 * Whether a Loki may replay more of its write-ahead log than fits into its memory: it is then killed at each start. As
 * the end of a sentence.
 */
export function replayProblem({ install: { values }, facts }: Loki): string | undefined {
    const place = [...facts.config, "ingester", "wal", "replay_memory_ceiling"];
    const limit = at(values, ...facts.resources, "limits", "memory");
    const [ceiling, memory] = [sizeOf(at(values, ...place)), bytesOf(limit)];
    return ceiling === undefined || memory === undefined || ceiling < memory
        ? undefined
        : `${place.join(".")} is ${String(at(values, ...place))}, and the container has ${String(limit)}: after a ` +
              "crash each start reads the write-ahead log until the kernel ends it; allowed: less than that, best half of " +
              "it";
}

/** Why a Loki with a single target has fewer pods than each line needs copies, as the end of a sentence. */
export function copiesProblem({ install: { chart, values }, facts }: Loki): string | undefined {
    const path = [...facts.config, "commonConfig", "replication_factor"];
    const [copies, pods] = [at(values, ...path) ?? 3, at(values, "singleBinary", "replicas") ?? 0];
    const isOne = ["Monolithic", "SingleBinary"].includes(textAt(values, "deploymentMode") ?? "");
    if (chart !== "loki" || !isOne || typeof copies !== "number" || typeof pods !== "number") {
        return undefined;
    }
    const needed = Math.floor(copies / 2) + 1;
    return pods >= needed
        ? undefined
        : `singleBinary.replicas is ${pods}, and ${path.join(".")} is ${copies}: each write needs ${needed} pods, so ` +
              "every line is refused; set logs.replicas, from which both follow";
}

/** `15MB`, in which Loki's MB are 2^20 bytes, or a number of bytes. */
function sizeOf(written: unknown): number | undefined {
    const [, number, unit = "M"] = /^(\d+(?:\.\d+)?) *([KMG])?B?$/i.exec(String(written)) ?? [];
    return number === undefined
        ? undefined
        : Number(number) * { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[unit.toUpperCase() as "K" | "M" | "G"];
}

function otlpRefusal(install: ChartInstall, facts: LokiFact): string | undefined {
    const { version, origin } = lokiVersion(install, facts);
    const major = Number(/^v?(\d+)\./.exec(version ?? "")?.[1]);
    if (Number.isNaN(major)) {
        return undefined;
    }
    return major < 3
        ? `runs Loki ${version} (${origin}), and OTLP came with Loki 3.0: its answer is 404`
        : schemaRefusal(install, facts);
}

function lokiVersion(
    { version, values }: ChartInstall,
    { runs }: LokiFact,
): { version: string | undefined; origin: string } {
    const path =
        at(values, "loki", "image", "tag") === undefined && at(values, "image", "tag") !== undefined
            ? ["image", "tag"]
            : ["loki", "image", "tag"];
    const tag = at(values, ...path);
    if (tag !== undefined) {
        return { version: textAt(values, ...path), origin: path.join(".") };
    }
    const major = Number(/^v?(\d+)\./.exec(version ?? "")?.[1]);
    // With one entry, the version does not matter.
    const own = runs.length === 1 ? runs[0] : runs.find(({ fromMajor }) => major >= fromMajor);
    return { version: own?.version, origin: "the chart's default" };
}

/** Loki 3 stores OTLP attributes as structured metadata, which only the newest schema supports. */
function schemaRefusal({ values }: ChartInstall, { config, schema: key, ownSchema }: LokiFact): string | undefined {
    const latest = listAt(values, ...config, key, "configs").at(-1);
    const store = textAt(latest, "store");
    const schema = textAt(latest, "schema");
    if (latest === undefined && ownSchema !== undefined && at(values, ...config, key) === undefined) {
        return `has the chart's schema ${ownSchema}; OTLP needs v13 on tsdb (${[...config, key].join(".")})`;
    }
    if ((schema !== undefined && schema !== "v13") || (store !== undefined && store !== "tsdb")) {
        return `has schema ${schema ?? "?"} on ${store ?? "?"} (${[...config, key].join(".")}); OTLP needs v13 on tsdb`;
    }
    return at(values, ...config, "limits_config", "allow_structured_metadata") === false
        ? `has ${[...config, "limits_config", "allow_structured_metadata"].join(".")}: false; OTLP needs it`
        : undefined;
}
