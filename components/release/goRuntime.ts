import { bytesOf, processorsOf } from "../../model/quantity";
import { type ChartName, charts } from "../../charts";
import type { GoFact } from "../../charts/description";
import { listed } from "../../charts/words";
import { mergeValues, type Values } from "./values";

/**
 * Share of a container's memory at which Go collects harder. The rest is for what Go does not count: mapped files, the
 * kernel's buffers. Loki's chart uses the same.
 */
const memoryShare = 0.85;

/**
 * Environment variables that tell Go's runtime a container's limits. Otherwise a heap may double past the limit before
 * it is collected once, and the kernel kills the process. From Go 1.25 on the runtime reads the processor limit itself;
 * before, it starts a thread for each processor of the node.
 */
export function goVariables(limits: unknown): Record<string, string> {
    const { memory, cpu } = (limits ?? {}) as { memory?: unknown; cpu?: unknown };
    const [bytes, processors] = [bytesOf(memory), processorsOf(cpu)];
    return {
        ...(bytes !== undefined && { GOMEMLIMIT: `${Math.floor((bytes * memoryShare) / 2 ** 20)}MiB` }),
        ...(processors !== undefined && { GOMAXPROCS: String(Math.max(1, Math.ceil(processors))) }),
    };
}

/** `goVariables` in the form of a container's `env`. */
export function goEnvironment(limits: unknown): { name: string; value: string }[] {
    return Object.entries(goVariables(limits)).map(([name, value]) => ({ name, value }));
}

/**
 * A chart's values with Go's variables for the limits in them. Applied after the overrides, so that they follow a
 * changed limit; variables that an override sets are kept. Pure.
 */
export function withGoEnvironment(chart: ChartName, values: Values): Values {
    return listed(charts[chart].goRuntime).reduce(withGo, values);
}

function withGo(values: Values, { resources, environment, as }: GoFact): Values {
    const variables = goVariables(at(values, [...resources, "limits"]));
    const given = at(values, environment);
    const merged =
        as === "object" ? { ...variables, ...(given ?? {}) } : extended(Array.isArray(given) ? given : [], variables);
    return mergeValues(values, nested(environment, merged));
}

function extended(given: readonly unknown[], variables: Record<string, string>): unknown[] {
    const names = given.map((entry) => at(entry, ["name"]));
    const missing = Object.entries(variables).filter(([name]) => !names.includes(name));
    return [...given, ...missing.map(([name, value]) => ({ name, value }))];
}

function at(value: unknown, path: readonly string[]): unknown {
    return path.reduce<unknown>((found, key) => (found as Values | null | undefined)?.[key], value);
}

function nested(path: readonly string[], value: unknown): Values {
    return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Values;
}
