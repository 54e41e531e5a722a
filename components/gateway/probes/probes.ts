import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { servedBy } from "../../../charts";
import { releaseNameOf } from "../../../charts/releaseNames";
import type { Service } from "../../../model/gateway";
import { probeSelectionRelies } from "./relies";
import { serviceEndpoint } from "../../../model/services";
import type { SignalCheck } from "../../../model/signalCheck";
import { ChartRelease, type Delivery } from "../../release/chartRelease";
import { alertRules, type RulesOfLayer } from "../../shared/alertRules";
import { Component, type ComponentOptions } from "../../shared/component";
import type { ContainerResources } from "../../shared/kubernetes";
import { answered, probeAlerts, probeJob } from "./alerts";
import { moduleName, probesValues } from "./values";
import { type ProbeTarget, probeTargets } from "./targets";

export interface ProbesArgs {
    /** How often each route of each proxy is probed, as a Go duration. */
    interval: string;
    resources: ContainerResources;
    /** Of the exporter. */
    namespace: string;
    /** The gateway's namespace. */
    gateway: string;
    delivery: Delivery;
    rules: RulesOfLayer;
    services: Service[];
    /** Base address of each proxy inside the cluster, by name. */
    proxies: Record<string, pulumi.Input<string>>;
}

const chart = "prometheus-blackbox-exporter";

/** The check of `npm run verify`. @param gateway its namespace */
export const probeCheck = (gateway: string): SignalCheck => ({
    signal: "probes",
    query: answered(gateway),
    found: "each route answers at each proxy",
    missing: "A proxy or a route gives no answer, or Prometheus does not find the Probe objects.",
    waitSeconds: 60,
});

/**
 * The blackbox exporter, and the probes that Prometheus makes with it: each route at each proxy's address inside the
 * cluster. Kong's counters only cover requests that it answered; a probe shows whether clients get an answer at all.
 */
export class Probes extends Component {
    constructor(name: string, args: ProbesArgs, opts?: ComponentOptions) {
        const { namespace, gateway, delivery, interval, resources, rules, services, proxies } = args;
        const { monitorLabels } = rules;
        const targets = probeTargets(services);
        const asked = { namespace, interval, targets, relies: [probeSelectionRelies(monitorLabels)] };
        super("kong-observability:observability:Probes", name, asked, opts);

        const releaseName = releaseNameOf(chart, delivery.releaseNames);
        const exporter = servedBy(chart, "exporter", { releaseName, namespace });
        const hosts = [...new Set(targets.map(({ host }) => host))];
        const release = new ChartRelease(
            name,
            {
                chart,
                releaseName,
                namespace,
                delivery,
                values: probesValues(hosts, { registry: delivery.registry, resources, monitorLabels }),
                serves: [exporter],
            },
            this.within,
        );
        for (const host of hosts) {
            const spec = {
                jobName: probeJob,
                interval,
                module: moduleName(host),
                prober: { url: serviceEndpoint(exporter, "http") },
                targets: {
                    staticConfig: {
                        static: addressesOf(targets, host, proxies),
                        labels: { gateway, ...(host !== undefined && { host }) },
                    },
                },
            };
            new k8s.apiextensions.CustomResource(
                `${name}-${moduleName(host)}`,
                {
                    apiVersion: "monitoring.coreos.com/v1",
                    kind: "Probe",
                    metadata: {
                        name: `gateway-${moduleName(host).replaceAll("_", "-")}`,
                        namespace,
                        labels: monitorLabels,
                    },
                    spec,
                },
                this.after(release),
            );
        }
        alertRules(
            `${name}-alerts`,
            { group: "probes", namespace, ...rules, rules: probeAlerts(gateway, namespace) },
            this.within,
        );
        this.registerOutputs();
    }
}

/** Every path of the routes with this host, at every proxy. */
function addressesOf(
    targets: readonly ProbeTarget[],
    host: string | undefined,
    proxies: ProbesArgs["proxies"],
): pulumi.Output<string>[] {
    const paths = [...new Set(targets.filter((target) => target.host === host).map(({ path }) => path))];
    return Object.values(proxies).flatMap((url) => paths.map((path) => pulumi.interpolate`${url}${path}`));
}
