import { z } from "zod";
import { bytes, host, resources, text } from "./common";

const part = (what: string, cpu: string, requested: string, limit: string) =>
    resources
        .prefault({ requests: { cpu, memory: requested }, limits: { memory: limit } })
        .describe(`Requests and limits of ${what}`);

export const deepflow = z
    .strictObject({
        enabled: z
            .boolean()
            .default(false)
            .describe(
                "Installs it. Its agent is a pod on each node with deep access to it: docs/deepflow.md says what it needs, the policy `privileged-agents` checks it",
            ),
        timezone: text(/^[A-Za-z]+(\/[A-Za-z0-9_+-]+){0,2}$/, "a time zone such as Etc/UTC or Europe/Berlin")
            .default("Etc/UTC")
            .describe("Time zone of its pods, whose logs have it"),
        ntpServer: host.default("time.aws.com").describe("What its server asks for the time, on behalf of agents"),
        grafanaPlugins: z
            .boolean()
            .default(false)
            .describe(
                "Whether Grafana loads DeepFlow's own plugins (flame graph, topology, its query language), which are unsigned and built for Grafana 9 to 10; without, Grafana asks it in PromQL",
            ),
        server: z
            .strictObject({ resources: part("its server", "500m", "1Gi", "4Gi") })
            .prefault({})
            .describe("Takes what agents send, and answers queries"),
        app: z
            .strictObject({ resources: part("this pod", "50m", "128Mi", "512Mi") })
            .prefault({})
            .describe("Puts the spans of a trace together"),
        agent: z
            .strictObject({ resources: part("the pod on each node", "100m", "256Mi", "1Gi") })
            .prefault({})
            .describe(
                "Its own limits are one processor and 768 MiB (`deepflow-ctl agent-group-config`): give it no less",
            ),
        mysql: z
            .strictObject({
                volumeSize: bytes.default("10Gi").describe("Its volume"),
                resources: part("its pod", "100m", "512Mi", "1Gi"),
            })
            .prefault({})
            .describe("What DeepFlow knows of the cluster"),
        clickhouse: z
            .strictObject({
                volumeSize: bytes
                    .default("100Gi")
                    .describe(
                        "What it stores; at 80 % of it DeepFlow deletes the oldest; docs/operations.md says how to grow it",
                    ),
                metadataVolumeSize: bytes.default("20Gi").describe("ClickHouse's own tables and metadata"),
                resources: part("its pod", "500m", "2Gi", "8Gi"),
            })
            .prefault({})
            .describe("What DeepFlow has seen"),
    })
    .describe(
        "DeepFlow, community edition: requests and connections of all pods, seen by eBPF on each node, with spans and metrics beside them; docs/deepflow.md",
    );
