import { charts } from "../../../charts";
import { given } from "../../../charts/words";
import type { Reliance } from "../../../model/relies";

const chart = "kube-prometheus-stack";

/** Probe objects have this label. */
export function probeSelectionRelies(labels: Record<string, string>): Reliance {
    const spec = given(charts[chart].prometheus)?.spec ?? [];
    return {
        of: { chart },
        path: [...spec, "probeSelector"].join("."),
        must: { selects: labels },
        why: "Prometheus finds what to ask the gateway by the labels of Probe objects",
    };
}
