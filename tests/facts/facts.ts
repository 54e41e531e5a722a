import type { ChartDescription } from "../../charts/description";

/** One fact of a chart's description, or all of one kind. */
export interface Fact {
    chart: string;
    /** Its place in the description. */
    at: string;
}

type Descriptions = Readonly<Record<string, ChartDescription>>;
type Holder = Record<string, unknown>;

interface Place extends Fact {
    holder: Holder;
    key: string;
    value: unknown;
}

/** Each kind of which a description has facts. Reasons why there are none are no facts; pins are held by other tests. */
export function kindsOf(charts: Descriptions): Fact[] {
    return placesOf(charts).flatMap(({ chart, at }) => (at.includes(".") ? [] : [{ chart, at }]));
}

/** Every single fact. What several charts share is the first one's. */
export function factsOf(charts: Descriptions): Fact[] {
    return placesOf(charts).flatMap(({ chart, at, value }) => (typeof value === "object" ? [] : [{ chart, at }]));
}

/** Makes a fact another, or takes a whole kind away. */
export function change(charts: Descriptions, { chart, at }: Fact): void {
    const place = placesOf(charts).find((one) => one.chart === chart && one.at === at);
    if (place === undefined) {
        throw new Error(`the chart ${chart} has no ${at}`);
    }
    const { holder, key, value } = place;
    holder[key] = at.includes(".") ? another(value) : at === "services" ? {} : { none: "taken away" };
}

/** Tells which places are read from now on. */
export function watch(charts: Descriptions, onRead: (fact: Fact) => void): void {
    for (const { chart, at, holder, key, value } of placesOf(charts)) {
        Object.defineProperty(holder, key, {
            get: () => {
                onRead({ chart, at });
                return value;
            },
        });
    }
}

function placesOf(charts: Descriptions): Place[] {
    const seen = new Set<unknown>();
    return Object.entries(charts).flatMap(([chart, description]) =>
        [...within(description as unknown as Holder, "", seen)].map((place) => ({ chart, ...place })),
    );
}

function* within(holder: Holder, above: string, seen: Set<unknown>): Generator<Omit<Place, "chart">> {
    for (const [key, value] of Object.entries(holder)) {
        const at = above === "" ? key : `${above}.${key}`;
        // What a workload is in our words is no fact of the chart's.
        if (at === "pin" || key === "part" || value === undefined) {
            continue;
        }
        if (typeof value !== "object" || value === null) {
            yield { at, holder, key, value };
        } else if (!("none" in value) && Object.keys(value).length > 0 && !seen.has(value)) {
            seen.add(value);
            yield { at, holder, key, value };
            yield* within(value as Holder, at, seen);
        }
    }
}

/** Something else of the same type. */
function another(value: unknown): unknown {
    switch (typeof value) {
        case "boolean":
            return !value;
        case "number":
            return value + 1000;
        case "function":
            return (asked: unknown): unknown => {
                const answer = (value as (asked: unknown) => unknown)(asked);
                return Array.isArray(answer) ? [] : `${String(answer)}-other`;
            };
        default:
            return `${String(value)}Other`;
    }
}
