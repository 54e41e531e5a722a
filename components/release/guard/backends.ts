import { type ChartName, charts } from "../../../charts";
import { given, listed } from "../../../charts/words";
import { valueAt } from "../values";

/** A store that would look for its data elsewhere than where it has put it. */
export interface MovedStore {
    /** The setting that says so. */
    key: string;
    /** Where the chart is told, for messages. */
    value: string;
    before: string;
    after: string;
    /** What it means. */
    what: string;
}

/**
 * Stores without periods that an update moves: what is there is not found any more. Loki has periods, of which
 * `periodObstacles` tells. Pure.
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
