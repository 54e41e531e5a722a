import type * as pulumi from "@pulumi/pulumi";
import { chartImage, imageRepository, type Registry } from "../../../charts/registry";
import type { ChartImage } from "../../../charts";
import type { ContainerResources } from "../../shared/kubernetes";
import type { DeepFlowSettings } from "./args";

export interface DeepFlowValuesArgs extends Omit<DeepFlowSettings, "enabled" | "grafanaPlugins"> {
    registry: Registry;
    /** @default the cluster's default StorageClass */
    storageClass?: string;
    /** Secrets: the chart takes the texts themselves. */
    passwords: Record<"mysql" | "clickhouse", pulumi.Input<string>>;
}

/** An image as this chart takes it. `Always`, its default, would ask the registry at each start. */
interface Image {
    repository: string;
    tag: string;
    pullPolicy: "IfNotPresent";
}

/** The keys of the `deepflow` chart that are set here. The chart has no schema, so only this type catches misspellings. */
export interface DeepFlowValues {
    global: {
        password: DeepFlowValuesArgs["passwords"];
        storageClass: string;
        timezone: string;
        ntpServer: string;
    };
    image: Record<"server" | "app", Image>;
    securityContext: object;
    server: { service: { type: "ClusterIP" }; resources: ContainerResources };
    app: { resources: ContainerResources };
    clickhouse: {
        image: Image;
        resources: ContainerResources;
        storageConfig: { persistence: { name: string; accessModes: string[]; size: string; storageClass: string }[] };
    };
    mysql: {
        image: Image;
        resources: ContainerResources;
        storageConfig: { persistence: { size: string; annotations: Record<string, null> } };
    };
    "deepflow-agent": {
        image: Image;
        resources: ContainerResources;
        nodeSelector: Record<string, string>;
        tolerations: object[];
    };
    grafana: { enabled: false };
}

/** Values for the `deepflow` chart. */
export function deepflowValues({
    registry,
    storageClass = "",
    passwords,
    ...args
}: DeepFlowValuesArgs): DeepFlowValues {
    const { timezone, ntpServer, server, app, agent, mysql, clickhouse } = args;
    const image = (key: ChartImage<"deepflow">): Image => {
        const ref = chartImage("deepflow", key, registry);
        return { repository: imageRepository(ref), tag: ref.tag, pullPolicy: "IfNotPresent" };
    };
    const volume = (name: string, size: string) => ({ name, accessModes: ["ReadWriteOnce"], size, storageClass });
    return {
        global: { password: passwords, storageClass, timezone, ntpServer },
        image: { server: image("server"), app: image("app") },
        // Of server and app. Both are root in their images, and write their logs into them.
        securityContext: { allowPrivilegeEscalation: false, seccompProfile: { type: "RuntimeDefault" } },
        // By default ports of every node: the querier, which asks nobody who they are, among them.
        server: { service: { type: "ClusterIP" }, resources: server.resources },
        app: { resources: app.resources },
        clickhouse: {
            image: image("clickhouse"),
            resources: clickhouse.resources,
            storageConfig: {
                // A list, which Helm replaces as a whole.
                persistence: [
                    volume("clickhouse-path", clickhouse.metadataVolumeSize),
                    volume("clickhouse-storage-path", clickhouse.volumeSize),
                ],
            },
        },
        mysql: {
            image: image("mysql"),
            resources: mysql.resources,
            storageConfig: {
                // The chart keeps this claim when it goes. MySQL takes its password only when the volume is empty, so
                // that the next installation, with another password, could not log in.
                persistence: { size: mysql.volumeSize, annotations: { "helm.sh/resource-policy": null } },
            },
        },
        "deepflow-agent": {
            image: image("agent"),
            resources: agent.resources,
            nodeSelector: { "kubernetes.io/os": "linux" },
            // What runs on a node with a taint is traced too.
            tolerations: [{ operator: "Exists" }],
        },
        grafana: { enabled: false },
    };
}
