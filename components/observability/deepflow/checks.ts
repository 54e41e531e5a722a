import type { SignalCheck } from "../../../model/signalCheck";
import { increaseOf } from "../../shared/promql";
import { deepflowName } from "./addresses";

/** Prometheus counts as sent what an agent of DeepFlow has acknowledged. */
export const metricsInDeepFlow: SignalCheck = {
    signal: "metrics in DeepFlow",
    query: `sum(${increaseOf(`prometheus_remote_storage_samples_total{remote_name="${deepflowName}"}`, "10m")})`,
    found: "DeepFlow's agents have acknowledged samples within ten minutes",
    missing:
        "DeepFlow's agents have acknowledged no sample for ten minutes: none runs, or the Service deepflow-agent has none behind it.",
};
