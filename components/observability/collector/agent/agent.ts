import * as k8s from "@pulumi/kubernetes";
import { Component, type ComponentOptions } from "../../../shared/component";
import { restricted } from "../../../shared/kubernetes";
import { chartImage, imageName, type Registry } from "../../../../charts/registry";
import { agentConfig, type AgentConfigArgs, agentFolders } from "./agentConfig";
import { collectorMonitor } from "../../shared/collectorMonitor";
import { otlpRelies } from "../../shared/prometheusRelies";
import type { MonitorLabels } from "../../../../model/layers";

export interface AgentArgs extends AgentConfigArgs {
    namespace: string;
    registry: Registry;
    monitorLabels: MonitorLabels;
}

/** The operator names what it makes `<this>-collector`. */
const resourceName = "opentelemetry-agent";
/**
 * A line takes 72 µs of CPU, 10,000 a second 0.7 of a core and 112 MiB; 200 MiB were seen as a backlog was sent
 * (docs/design.md). No limit of CPU: where it falls behind, the node deletes lines unread.
 */
const resources = { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "384Mi" } };

/**
 * A collector on every node, which reads there what the gateway writes and hands it to the collector in the middle, and
 * what it counts to Prometheus.
 */
export class Agent extends Component {
    /** @param opts must depend on the operator, which makes the DaemonSet. */
    constructor(name: string, args: AgentArgs, opts: ComponentOptions) {
        const { namespace, registry, monitorLabels, gatewayNamespace } = args;
        super(
            "kong-observability:observability:Agent",
            name,
            { namespace, gatewayNamespace, reads: agentFolders.logs, relies: otlpRelies("the agent") },
            opts,
        );

        new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion: "opentelemetry.io/v1beta1",
                kind: "OpenTelemetryCollector",
                metadata: { name: resourceName, namespace },
                spec: {
                    mode: "daemonset",
                    image: imageName(chartImage("opentelemetry-operator", "collector", registry)),
                    resources,
                    // The kubelet's log files are root's alone; of root's powers the agent keeps none but that.
                    securityContext: { ...restricted, runAsNonRoot: false, runAsUser: 0 },
                    // Gateways may run on any node, whatever keeps other pods away.
                    tolerations: [{ operator: "Exists" }],
                    volumes: [
                        { name: "logs", hostPath: { path: agentFolders.logs } },
                        // On the node, so that an agent of a newer version goes on where the last one was.
                        {
                            name: "checkpoints",
                            hostPath: { path: agentFolders.checkpoints, type: "DirectoryOrCreate" },
                        },
                    ],
                    volumeMounts: [
                        { name: "logs", mountPath: agentFolders.logs, readOnly: true },
                        { name: "checkpoints", mountPath: agentFolders.checkpoints },
                    ],
                    config: agentConfig(args),
                },
            },
            this.within,
        );
        collectorMonitor(`${name}-monitor`, { resourceName, namespace, monitorLabels }, this.within);
        this.registerOutputs();
    }
}
