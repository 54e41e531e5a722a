import { existingOf } from "../existing";
import type { Problem } from "../problems";
import { deepflow as schema } from "../schema/deepflow";
import { type CrossCheck, crossCheck } from "./check";
import { notByDefault, unused } from "./unused";

const destinations = ["traces", "metrics"] as const;

/** Conflicts between DeepFlow and other settings. */
export const deepflowChecks: readonly CrossCheck[] = [
    crossCheck(["deepflow", "traces", "metrics"], ({ deepflow, ...signals }, { project }) =>
        destinations.flatMap((signal): (Problem | false)[] =>
            signals[signal].destinations.map(
                ({ kind }, index) =>
                    kind === "deepflow" &&
                    !deepflow.enabled && {
                        key: `${project}:${signal}.destinations[${index}].kind`,
                        message: 'got "deepflow"; allowed: that only with deepflow.enabled true, which installs it',
                    },
            ),
        ),
    ),
    crossCheck(["deepflow"], ({ deepflow }, { project }) => {
        const keys = Object.keys(deepflow).filter((key) => key !== "enabled") as (keyof typeof deepflow)[];
        const set = deepflow.enabled ? [] : notByDefault(deepflow, schema.parse({}), keys);
        return set.map((key) => ({
            key: `${project}:deepflow.${key}`,
            message: unused(deepflow[key], "deepflow.enabled false installs none"),
        }));
    }),
    crossCheck(["deepflow", "observability"], ({ deepflow, observability }, { project }) => [
        deepflow.grafanaPlugins &&
            existingOf(observability).grafana !== undefined && {
                key: `${project}:deepflow.grafanaPlugins`,
                message:
                    "got true; allowed: false with observability.existing.grafana, whose plugins are up to whoever installed it",
            },
    ]),
];
