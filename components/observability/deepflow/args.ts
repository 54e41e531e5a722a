import type { ContainerResources } from "../../shared/kubernetes";

/** DeepFlow as the settings choose it. */
export interface DeepFlowSettings {
    enabled: boolean;
    /** Of its pods, as in the time zone database. */
    timezone: string;
    /** What its server asks for the time on behalf of agents. */
    ntpServer: string;
    /** Whether Grafana loads DeepFlow's own plugins, which are unsigned. */
    grafanaPlugins: boolean;
    server: { resources: ContainerResources };
    app: { resources: ContainerResources };
    agent: { resources: ContainerResources };
    mysql: { volumeSize: string; resources: ContainerResources };
    clickhouse: {
        /** Of what it stores. */
        volumeSize: string;
        /** Of its own metadata and logs. */
        metadataVolumeSize: string;
        resources: ContainerResources;
    };
}
