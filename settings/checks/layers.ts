import { isDeepStrictEqual } from "node:util";
import { defaults, type PlainSettings, schema, type SettingKey } from "../schema";
import type { Topology } from "../../model/layers";
import { sampleNamespace } from "../../model/sample";
import { isValues } from "../../model/values";
import { type CrossCheck, crossCheck } from "./check";
import { referencesOf, referring } from "../references";
import { joinedChecks } from "./joined";
import { unused } from "./unused";

/** What a stack has of its own, and what it reads of others, must fit together. docs/stacks.md */
export const layerChecks: readonly CrossCheck[] = [
    crossCheck(["observability", "kong"], ({ observability: { kind }, kong: { topology } }, { project }) => {
        const key = `${project}:observability.kind`;
        return [
            kind === "none" &&
                topology !== "none" && {
                    key,
                    message: `got "none"; allowed: own or stack with kong.topology ${topology}, whose telemetry has to go somewhere`,
                },
            kind === "stack" &&
                topology === "none" && {
                    key,
                    message:
                        'got "stack"; allowed: own or none with kong.topology none, since nothing here would use what that stack has',
                },
        ];
    }),
    ...referring.map((key) =>
        crossCheck([key], ({ [key]: choice }, { project, stack }) =>
            referencesOf({ [key]: choice }).map(
                (other) =>
                    other.stack.endsWith(`/${project}/${stack}`) && {
                        key: `${project}:${other.key}`,
                        message: `got "${other.stack}", which is this stack; allowed: another one`,
                    },
            ),
        ),
    ),
    ...(
        [
            "metrics",
            "alerts",
            "logs",
            "traces",
            "collector",
            "deepflow",
            "access",
            "networkPolicies",
            "namespaces",
        ] as const
    ).map((key) =>
        crossCheck(["observability", key], ({ observability: { kind }, ...rest }, { project }) =>
            kind === "own"
                ? []
                : setBeyondDefault(key, rest[key], keptWithout[key] ?? []).map(([at, value]) => ({
                      key: `${project}:${at}`,
                      message: unused(value, whose[kind]),
                  })),
        ),
    ),
    ...(["gateway", "sampling", "sample", "probes"] as const).map((key) =>
        crossCheck(["kong", key], ({ kong, ...rest }, { project }) => {
            const why = withoutRoutes[kong.topology];
            return why === undefined
                ? []
                : setBeyondDefault(key, rest[key], why.kept[key] ?? []).map(([at, value]) => ({
                      key: `${project}:${at}`,
                      message: unused(value, why.since),
                  }));
        }),
    ),
    crossCheck(["observability", "namespaces", "sample"], ({ observability, namespaces, sample }, { project }) => [
        sample &&
            sampleNamespace(namespaces.gateway, observability.kind !== "own").length > 63 && {
                key: `${project}:namespaces.gateway`,
                message: `got "${namespaces.gateway}" with sample: true; allowed: up to 56 characters, since the sample's namespace is ${sampleNamespace("", true)} and this one`,
            },
    ]),
    ...joinedChecks,
    crossCheck(["kong", "access"], ({ kong, access: { through, grafana, prometheus, alertmanager } }, { project }) => [
        (kong.topology === "none" || kong.topology === "data-planes") &&
            through.kind === "kong" &&
            [grafana, prometheus, alertmanager].some((page) => page !== undefined) && {
                key: `${project}:access.through.kind`,
                message: `got "kong"; allowed: ingress with kong.topology ${kong.topology}, through the controller of that className, which may be the Kong of another stack`,
            },
    ]),
];

const whose = {
    stack: "observability.kind stack takes what that stack has: set it there",
    none: "observability.kind none installs nothing that it is about",
};

/** Settings of the gateway that stand under a key of observability. */
const keptWithout: Partial<Record<SettingKey, readonly string[]>> = {
    alerts: ["objectives"],
    namespaces: ["gateway"],
};

/** Settings that mean nothing where this stack hands no routes to a gateway, except for those that nodes have. */
const withoutRoutes: Partial<
    Record<Topology, { since: string; kept: Partial<Record<SettingKey, readonly string[]>> }>
> = {
    none: {
        since: "kong.topology none has no gateway",
        // What observability is told of gateways in other stacks.
        kept: { gateway: ["accessLog"] },
    },
    "data-planes": {
        since: "kong.topology data-planes takes its routes and plugins from the control plane: set it in that stack",
        kept: {
            gateway: ["accessLog", "resourceAttributes"],
            sampling: ["strategy", "rate", "spans", "trustCallers"],
        },
    },
};

/** The settings below a key that differ from their default, by full path; at most one level deep. */
function setBeyondDefault<Key extends SettingKey>(
    key: Key,
    given: PlainSettings[Key],
    kept: readonly string[],
): [string, unknown][] {
    const byDefault: unknown = schema[key].parse(key in defaults ? defaults[key as keyof typeof defaults] : undefined);
    if (!isValues(given) || !isValues(byDefault)) {
        return isDeepStrictEqual(given, byDefault) ? [] : [[key, given]];
    }
    return Object.entries(given)
        .filter(([name, value]) => !kept.includes(name) && !isDeepStrictEqual(value, byDefault[name]))
        .map(([name, value]) => [`${key}.${name}`, value]);
}
