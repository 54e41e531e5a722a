import { Component, type ComponentOptions } from "../../../shared/component";
import { type ContainerResources, restricted } from "../../../shared/kubernetes";
import type { Registry } from "../../../../charts/registry";
import { clusterReader, podRules } from "../clusterReader";
import { collectorResource } from "../customResource";
import { agentConfig, type AgentConfigArgs, agentFolders } from "./config";
import type { ContainerLogs } from "./containers/containerLogs";
import { nodeVariable } from "./containers/selection";
import { collectorMonitor } from "../../shared/collectorMonitor";
import { otlpRelies } from "../../shared/prometheusRelies";
import type { MonitorLabels } from "../../../../model/layers";

export interface AgentArgs extends AgentConfigArgs {
    registry: Registry;
    monitorLabels: MonitorLabels;
}

/** The operator names what it makes `<this>-collector`, an account too where it is given none. */
export const agentName = "opentelemetry-agent";

/**
 * An access line takes 72 µs of CPU, one of the other containers' 40 to 60, 10,000 a second of either 150 MiB;
 * 200 MiB were seen as a backlog was sent (docs/design.md). No limit of CPU: where it falls behind, the node deletes
 * lines unread.
 */
function agentResources({ enabled, linesPerSecond }: ContainerLogs): ContainerResources {
    const limits = { memory: "384Mi" };
    return enabled
        ? { requests: { cpu: `${Math.ceil(40 + 0.06 * linesPerSecond)}m`, memory: "192Mi" }, limits }
        : { requests: { cpu: "100m", memory: "128Mi" }, limits };
}

/**
 * A collector on every node, which reads there what the gateway and all other containers write and hands it to the
 * collector in the middle, and what it counts to Prometheus.
 */
export class Agent extends Component {
    /** @param opts must depend on the operator, which makes the DaemonSet. */
    constructor(name: string, args: AgentArgs, opts: ComponentOptions) {
        const { namespace, registry, monitorLabels, gatewayNamespace, containers } = args;
        super(
            "kong-observability:observability:Agent",
            name,
            {
                namespace,
                gatewayNamespace,
                reads: agentFolders.logs,
                allContainers: containers.enabled,
                relies: otlpRelies("the agent"),
            },
            opts,
        );

        // What is read of the gateway alone needs nothing of the cluster.
        const account = containers.enabled ? agentName : undefined;
        const access =
            account === undefined ? [] : clusterReader(name, { account, namespace, rules: podRules }, this.within);
        collectorResource(
            name,
            {
                resourceName: agentName,
                namespace,
                registry,
                spec: {
                    mode: "daemonset",
                    resources: agentResources(containers),
                    // The kubelet's log files are root's alone; of root's powers the agent keeps none but that.
                    securityContext: { ...restricted, runAsNonRoot: false, runAsUser: 0 },
                    // Pods may run on any node, whatever keeps others away.
                    tolerations: [{ operator: "Exists" }],
                    ...(account !== undefined && {
                        serviceAccount: account,
                        env: [{ name: nodeVariable, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
                    }),
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
            this.after(...access),
        );
        collectorMonitor(`${name}-monitor`, { resourceName: agentName, namespace, monitorLabels }, this.within);
        this.registerOutputs();
    }
}
