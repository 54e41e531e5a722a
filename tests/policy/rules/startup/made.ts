import { release as chartOf } from "../../helpers";

export const quiet = { "grafana.ini": { plugins: { preinstall_disabled: true } } };

/** A release whose Grafana leaves its plugins alone. */
export const release: typeof chartOf = (chart, values, more) =>
    chartOf(
        chart,
        chart === "grafana"
            ? { ...quiet, ...values }
            : { ...values, grafana: { ...quiet, ...(values.grafana as object) } },
        more,
    );
