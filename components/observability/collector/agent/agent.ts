import { Component, type ComponentOptions } from "../../../shared/component";
import { type ContainerResources, restricted } from "../../../shared/kubernetes";
import type { Registry } from "../../../../charts/registry";
import { clusterReader, podRules } from "../clusterReader";
import { collectorResource } from "../customResource";
import { agentConfig, type AgentConfigArgs, agentFolders } from "./config";
import { uncounted } from "./uncounted";
import type { ContainerLogs } from "./containers/containerLogs";
import { nodeVariable } from "./containers/selection";
import { collectorMonitor } from "../../shared/collectorMonitor";
import { otlpRelies } from "../../shared/prometheusRelies";
import type { MonitorLabels } from "../../../../model/layers";

export interface AgentArgs extends AgentConfigArgs {
    registry: Registry;
    /** Undefined without a Prometheus operator on the cluster. */
    monitorLabels: MonitorLabels | undefined;
}

/** The operator names the objects it creates `<this>-collector`, including a service account unless one is set. */
export const agentName = "opentelemetry-agent";

/**
 * An access line takes 72 µs of CPU, a line of another container 40 to 60. 10,000 lines a second of either take 150
 * MiB; up to 200 MiB were seen while a backlog was sent (docs/design.md). No CPU limit: if the agent falls behind, the
 * node deletes unread lines.
 */
function agentResources(containers: ContainerLogs | undefined): ContainerResources {
    const limits = { memory: "384Mi" };
    return containers?.enabled
        ? { requests: { cpu: `${Math.ceil(40 + 0.06 * containers.linesPerSecond)}m`, memory: "192Mi" }, limits }
        : { requests: { cpu: "100m", memory: "128Mi" }, limits };
}

/**
 * A collector on every node that reads the lines of the gateway and of all other containers, sends them to the central
 * collector, and sends its counts to Prometheus.
 */
export class Agent extends Component {
    /** @param opts must depend on the operator, which creates the DaemonSet. */
    constructor(name: string, args: AgentArgs, opts: ComponentOptions) {
        const { namespace, registry, monitorLabels, gateways, containers } = args;
        super(
            "kong-observability:observability:Agent",
            name,
            {
                namespace,
                gatewayNamespaces: gateways.map((gateway) => gateway.namespace),
                reads: agentFolders.logs,
                allContainers: containers?.enabled ?? false,
                relies: args.prometheusOtlpUrls.length > 0 ? otlpRelies("the agent") : [],
            },
            opts,
        );

        // Reading only the gateway's lines needs no access to the Kubernetes API.
        const account = containers?.enabled ? agentName : undefined;
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
                    // Only root can read the kubelet's log files; all of root's other capabilities are dropped.
                    securityContext: { ...restricted, runAsNonRoot: false, runAsUser: 0 },
                    // Pods may run on any node, whatever its taints.
                    tolerations: [{ operator: "Exists" }],
                    ...(account !== undefined && {
                        serviceAccount: account,
                        env: [{ name: nodeVariable, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
                    }),
                    volumes: [
                        { name: "logs", hostPath: { path: agentFolders.logs } },
                        // On the node, so that an agent of a newer version continues where the last one stopped.
                        {
                            name: "checkpoints",
                            hostPath: { path: agentFolders.checkpoints, type: "DirectoryOrCreate" },
                        },
                    ],
                    volumeMounts: [
                        { name: "logs", mountPath: agentFolders.logs, readOnly: true },
                        { name: "checkpoints", mountPath: agentFolders.checkpoints },
                    ],
                    config: args.prometheusOtlpUrls.length > 0 ? agentConfig(args) : uncounted(agentConfig(args)),
                },
            },
            this.after(...access),
        );
        collectorMonitor(`${name}-monitor`, { resourceName: agentName, namespace, monitorLabels }, this.within);
        this.registerOutputs();
    }
}
