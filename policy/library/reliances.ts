import { holdingInWords, type Holding, type Reliance } from "../../model/relies";
import { unmet } from "./prometheus";
import { at, isComponent, isValues, listAt, secret, unknown, type Values } from "./resource";
import type { ChartInstall, System } from "./system";

/** A reliance, judged against one installed chart. */
export interface JudgedReliance extends Reliance {
    /** The component that relies on it. */
    who: string;
    install: ChartInstall;
    /** The value, or the chart's default if it is not set. */
    got: unknown;
    /** Undefined if it cannot be judged: unknown before the update, or switched off as a whole. */
    holds: boolean | undefined;
}

/** Everything that components rely on, judged against the values of each chart. */
export function reliances(system: System): JudgedReliance[] {
    return system.resources
        .filter(({ type }) => isComponent(type))
        .flatMap(({ name, inputs }) =>
            (listAt(inputs, "relies") as unknown as Reliance[])
                .filter(({ onlyWhile }) => onlyWhile === undefined || mayHold(system, onlyWhile))
                .flatMap((reliance) =>
                    installsOf(system, reliance).map((install) => ({
                        ...reliance,
                        who: name,
                        install,
                        ...judged(install.values, reliance),
                    })),
                ),
        );
}

type Condition = NonNullable<Reliance["onlyWhile"]>;

function installsOf(system: System, { of }: Condition): ChartInstall[] {
    return system.chart(of.chart).filter(({ releaseName }) => [undefined, releaseName].includes(of.release));
}

function mayHold(system: System, condition: Condition): boolean {
    return installsOf(system, condition).every(({ values }) => judged(values, condition).holds !== false);
}

/** `path must …`, and why. */
export function relianceInWords({ path, must, why }: Reliance): string {
    return `${path} must ${holdingInWords(must)}: ${why}`;
}

function judged(values: Values, { path, must, byDefault }: Condition): Pick<JudgedReliance, "got" | "holds"> {
    const keys = path.split(".");
    const found = at(values, ...keys);
    // Helm takes a null for "without the chart's default".
    const got = found === null ? undefined : (found ?? byDefault);
    return { got, holds: got === unknown || got === secret || isOff(values, keys) ? undefined : holds(got, must) };
}

/** Whether a part of the path is switched off. That is deliberate, and nothing relies on it then. */
function isOff(values: Values, keys: string[]): boolean {
    return keys.some((_, depth) => {
        const part = keys.slice(0, depth);
        const itself = depth === keys.length - 1 && keys.at(-1) === "enabled";
        return depth > 0 && !itself && at(values, ...part, "enabled") === false;
    });
}

function holds(got: unknown, must: Holding): boolean | undefined {
    if ("equals" in must) {
        return got === must.equals;
    }
    if ("listContains" in must) {
        const items: unknown[] = typeof got === "string" ? got.split(",").map((item) => item.trim()) : [got].flat();
        const has = items.some((item) => must.listContains.includes(String(item)));
        return has || !items.includes(unknown) ? has : undefined;
    }
    if ("selects" in must) {
        return unmet(got, must.selects).length === 0;
    }
    return got !== undefined && got !== "" && !(isValues(got) && Object.keys(got).length === 0);
}
