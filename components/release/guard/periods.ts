import { secondsOf } from "../../../model/duration";
import { type ChartName, charts } from "../../../charts";
import { listed, type Path } from "../../../charts/words";
import { isValues } from "../../../model/values";
import { valueAt, type Values } from "../values";
import type { Obstacle } from "./live";

/** A period of Loki's schema: from a day on, lines are written and looked up in its place. */
interface Period {
    from: string;
    /** Store and schema as one text: periods with different texts do not find each other's lines. */
    place: string;
    store: string;
}

/**
 * Lines that an update would hide: Loki looks for a line where its day's period says, so past periods must not change
 * until they are older than the retention. Lowering the retention gives them up. Pure.
 * @param today such as `2026-12-01`, in UTC
 */
export function periodObstacles(
    chart: ChartName,
    before: unknown,
    after: unknown,
    overrides: Values | undefined,
    today: string,
): Obstacle[] {
    const { loki, stores } = charts[chart];
    if ("none" in loki) {
        return [];
    }
    const path = [...loki.config, loki.schema, "configs"];
    const [was, is] = [periodsIn(before, path), periodsIn(after, path)];
    if (was.length === 0 || is.length === 0) {
        return [];
    }
    const [store] = listed(stores);
    const seconds = secondsOf(valueAt(after, ...(store?.retention[0] ?? [])));
    const oldest = seconds === undefined ? "" : dayBefore(today, seconds);
    const days = [oldest, today, ...[...was, ...is].map(({ from }) => from)].filter(
        (day) => day >= oldest && day <= today,
    );
    const lost = days.sort().find((day) => at(was, day)?.place !== at(is, day)?.place && at(was, day) !== undefined);
    if (lost === undefined) {
        return [];
    }
    const key =
        valueAt(overrides, ...path) === undefined ? "logs.storage" : `chartOverrides.${chart}.${path.join(".")}`;
    const [has, gets] = [at(was, lost)?.store, at(is, lost)?.store ?? "nowhere"];
    const message =
        `lines of ${lost === "" ? "the past" : lost} would be looked for in ${gets}, and are in ${has}: they would be lost to every query; ` +
        `allowed: a \`from\` after ${today}, and the same until logs.retention has passed since then. ` +
        "What is to be given up goes by a shorter logs.retention";
    return [{ key, message, steps: [] }];
}

function periodsIn(values: unknown, path: Path): Period[] {
    const found = valueAt(values, ...path);
    return (Array.isArray(found) ? found : [])
        .filter(isValues)
        .map(({ from, object_store, ...how }) => ({
            from: String(from),
            place: JSON.stringify([object_store, how.store, how.schema, how.index]),
            store: String(object_store),
        }))
        .sort((a, b) => (a.from < b.from ? -1 : 1));
}

function at(periods: Period[], day: string): Period | undefined {
    return periods.filter(({ from }) => from <= day).at(-1);
}

function dayBefore(today: string, seconds: number): string {
    return new Date(Date.parse(today) - seconds * 1000).toISOString().slice(0, 10);
}
