import type { Registry } from "../../../../charts/registry";
import type { MonitorLabels } from "../../../../model/layers";
import { Component, type ComponentOptions } from "../../../shared/component";
import { restricted } from "../../../shared/kubernetes";
import { collectorMonitor } from "../../shared/collectorMonitor";
import { clusterReader } from "../clusterReader";
import { collectorResource } from "../customResource";
import type { Ways } from "../agentExporters";
import { eventsConfig } from "./config";

export interface EventsArgs extends Ways {
    namespace: string;
    registry: Registry;
    /** Undefined without a Prometheus operator on the cluster. */
    monitorLabels: MonitorLabels | undefined;
}

const resourceName = "opentelemetry-events";
const rules = [{ apiGroups: [""], resources: ["events"], verbs: ["get", "list", "watch"] }];

/**
 * A single collector that turns the cluster's events into log records. Two would report each event twice, so the old
 * one stops before the new one starts.
 */
export class Events extends Component {
    /** @param opts must depend on the operator, which creates the Deployment. */
    constructor(name: string, args: EventsArgs, opts: ComponentOptions) {
        const { namespace, registry, monitorLabels } = args;
        super("kong-observability:observability:Events", name, { namespace }, opts);
        const access = clusterReader(name, { account: resourceName, namespace, rules }, this.within);
        collectorResource(
            name,
            {
                resourceName,
                namespace,
                registry,
                spec: {
                    mode: "deployment",
                    replicas: 1,
                    deploymentUpdateStrategy: { type: "Recreate" },
                    serviceAccount: resourceName,
                    // It keeps the events of the last hour in memory, about 2 KiB each.
                    resources: { requests: { cpu: "20m", memory: "96Mi" }, limits: { memory: "256Mi" } },
                    securityContext: restricted,
                    config: eventsConfig(args),
                },
            },
            this.after(...access),
        );
        collectorMonitor(`${name}-monitor`, { resourceName, namespace, monitorLabels }, this.within);
        this.registerOutputs();
    }
}
