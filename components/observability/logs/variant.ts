import type { ObjectStore, StorageChoice } from "../shared/objectStore";
import type { LogsArgs } from "./logs";

/** The configuration's choice of Loki's chart. */
export type LogsChoice =
    | { chart: "loki"; shipper: "agent" | "promtail"; replicas: number; storage: StorageChoice & { from?: string } }
    | { chart: "loki-stack"; otlp: boolean };

/** The chart, with the storage that was found or created. Pure. */
export function logsVariant(choice: LogsChoice, objectStore: ObjectStore | undefined): LogsArgs["variant"] {
    return choice.chart === "loki"
        ? { chart: "loki", replicas: choice.replicas, objectStore, from: choice.storage.from }
        : choice;
}
