import type { ChartDescription } from "../../charts/description";

/** One fact of a description, that can be another for a while. */
export interface Fact {
    /** Its place in the description. */
    at: string;
    /** Makes it another. @returns how to put it back */
    change(): () => void;
}

type Holder = Record<string, unknown>;

/** Every single fact of a description: its pin is held by other tests. Reasons why there is none of a kind are none. */
export function factsOf({ pin: _, ...kinds }: ChartDescription): Fact[] {
    return [...within(kinds as unknown as Holder, "")];
}

/** Each kind of which a description has facts, to be taken out as a whole. */
export function kindsOf(description: ChartDescription): Fact[] {
    const holder = description as unknown as Holder;
    return Object.entries(holder)
        .filter(([kind, facts]) => kind !== "pin" && !("none" in (facts as object)))
        .map(([kind, facts]) => ({
            at: kind,
            change: () => {
                holder[kind] = kind === "services" ? {} : { none: "taken out" };
                return () => {
                    holder[kind] = facts;
                };
            },
        }));
}

function* within(holder: Holder, place: string): Generator<Fact> {
    for (const [key, value] of Object.entries(holder)) {
        const at = place === "" ? key : `${place}.${key}`;
        if (typeof value === "object" && value !== null) {
            yield* "none" in value ? [] : within(value as Holder, at);
        } else if (value !== undefined && key !== "part") {
            yield {
                at,
                change: () => {
                    holder[key] = another(value);
                    return () => {
                        holder[key] = value;
                    };
                },
            };
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
            return (release: string): string => `${String((value as (release: string) => unknown)(release))}-other`;
        default:
            return `${String(value)}Other`;
    }
}
