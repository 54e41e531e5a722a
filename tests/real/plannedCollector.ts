import { collectorConfig } from "../../components/observability/collector/config";

/** The pipelines of a collector with some memory, before its backends are replaced by what runs on this machine. */
export function plannedCollector(queryStrings: boolean): ReturnType<typeof collectorConfig> {
    return collectorConfig({
        tracesEndpoint: "t:1",
        logsUrl: "http://l",
        resources: { requests: { cpu: "1", memory: "512Mi" }, limits: { memory: "512Mi" } },
        environment: "dev",
        clusterName: "c",
        queryStrings,
    });
}
