import type { LogIngestion } from "../../../model/layers";

/** Labels that identify lines in Loki, which depend on how the lines got there. */
interface LineLabels {
    namespace: string;
    /** The source of a line: its service.name, or the label `app` of its pod. */
    app: string;
    level: string;
}

export function lineLabels(logIngestion: LogIngestion): LineLabels {
    return logIngestion === "otlp"
        ? // Loki 3 adds the level to the structured metadata of each line.
          { namespace: "k8s_namespace_name", app: "service_name", level: "detected_level" }
        : { namespace: "namespace", app: "app", level: "level" };
}
