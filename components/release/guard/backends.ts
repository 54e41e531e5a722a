import { type ChartName, charts } from "../../../charts";
import { given, listed } from "../../../charts/words";
import { valueAt } from "../values";

/** A store that would read its data from another place than it wrote it to. */
export interface MovedStore {
    /** The setting that causes it. */
    key: string;
    /** Path in the chart's values, for messages. */
    value: string;
    before: string;
    after: string;
    /** The consequence for existing data. */
    what: string;
}

/**
 * Stores without schema periods that an update moves: existing data is no longer found. Loki has periods, which
 * `periodObstacles` checks. Pure.
 */
export function movedStores(chart: ChartName, before: unknown, after: unknown): MovedStore[] {
    const { stores, loki } = charts[chart];
    return listed(stores).flatMap(({ signal, backend }) => {
        const place = given(backend);
        if (place === undefined || given(loki) !== undefined || before === undefined) {
            return [];
        }
        const [was, is] = [before, after].map((values) => String(valueAt(values, ...place.path) ?? place.standard));
        const what = `${signal} from before the \`up\` are not found any more: docs/storage.md`;
        return was === undefined || is === undefined || was === is
            ? []
            : [{ key: `${signal}.storage`, value: place.path.join("."), before: was, after: is, what }];
    });
}
