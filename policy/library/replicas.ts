import type { ScalingFact } from "../../charts/description";
import type { Path } from "../../charts/words";
import { at, unknown, type Values } from "./resource";

/** How a workload's number of pods is set; some never scale by load. */
type Scaling = Pick<ScalingFact, "replicas"> & Partial<Pick<ScalingFact, "autoscaling">>;

/** The smallest number of pods, and the path that sets it; undefined if it is unknown. */
export function fewestPods(
    values: Values,
    { replicas, autoscaling }: Scaling,
): { path: Path; count: number } | undefined {
    const scaled = autoscaling !== undefined && at(values, ...autoscaling.enabled) === true;
    const { path, standard } = scaled ? { ...autoscaling, path: autoscaling.least } : replicas;
    const said = at(values, ...path) ?? standard;
    const count = Number(said);
    return said === unknown || Number.isNaN(count) ? undefined : { path, count };
}
