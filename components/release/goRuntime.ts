import { bytesOf, processorsOf } from "../../model/quantity";
import type { ChartName } from "../../charts";
import { mergeValues, type Values } from "./values";

/**
 * Share of a container's memory at which Go collects harder. The rest is for what Go does not count: mapped files, the
 * kernel's buffers. Loki's chart has the same.
 */
const memoryShare = 0.85;

/**
 * What Go's runtime is told of a container's limits, by name. Without it a heap may double past the limit before it is
 * collected once, and the kernel ends the process. From Go 1.25 on the runtime reads a limit on processors by itself;
 * before, it starts a thread for each of the node's.
 */
export function goVariables(limits: unknown): Record<string, string> {
    const { memory, cpu } = (limits ?? {}) as { memory?: unknown; cpu?: unknown };
    const [bytes, processors] = [bytesOf(memory), processorsOf(cpu)];
    return {
        ...(bytes !== undefined && { GOMEMLIMIT: `${Math.floor((bytes * memoryShare) / 2 ** 20)}MiB` }),
        ...(processors !== undefined && { GOMAXPROCS: String(Math.max(1, Math.ceil(processors))) }),
    };
}

/** `goVariables` as a container takes them. */
export function goEnvironment(limits: unknown): { name: string; value: string }[] {
    return Object.entries(goVariables(limits)).map(([name, value]) => ({ name, value }));
}

/** Where a chart takes the limits and the environment of a Go process. */
interface Place {
    resources: string[];
    environment: string[];
}

/**
 * The charts that leave it to us. Loki's does it by itself, Grafana's and the OpenTelemetry operator's collectors have
 * the whole limit, Prometheus and Alertmanager read their control group. Kong Ingress Controller's chart puts
 * `CONTROLLER_` before each name, so it takes none; the rest have no limit.
 */
const places: Partial<Record<ChartName, Place>> = {
    "kube-prometheus-stack": {
        resources: ["prometheusOperator", "resources"],
        environment: ["prometheusOperator", "env"],
    },
    "loki-stack": { resources: ["loki", "resources"], environment: ["loki", "env"] },
    "prometheus-blackbox-exporter": { resources: ["resources"], environment: ["extraEnv"] },
    tempo: { resources: ["tempo", "resources"], environment: ["tempo", "extraEnv"] },
    "opentelemetry-operator": { resources: ["manager", "resources"], environment: ["manager", "extraEnvs"] },
    "cloudnative-pg": { resources: ["resources"], environment: ["additionalEnv"] },
    "aws-load-balancer-controller": { resources: ["resources"], environment: ["env"] },
};
/** These take an object; the others a list. */
const asObject: readonly ChartName[] = ["kube-prometheus-stack", "aws-load-balancer-controller"];

/**
 * A chart's values with Go's variables for the limits in them. Judged after the overrides, so that they follow another
 * limit; what an override says of them itself stays. Pure.
 */
export function withGoEnvironment(chart: ChartName, values: Values): Values {
    const place = places[chart];
    if (place === undefined) {
        return values;
    }
    const variables = goVariables(at(values, [...place.resources, "limits"]));
    const given = at(values, place.environment);
    const merged = asObject.includes(chart)
        ? { ...variables, ...(given ?? {}) }
        : extended(Array.isArray(given) ? given : [], variables);
    return mergeValues(values, nested(place.environment, merged));
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
