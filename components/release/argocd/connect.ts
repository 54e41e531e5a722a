import * as k8s from "@pulumi/kubernetes";
import type { Registry } from "../../../charts/registry";
import { Component, type ComponentOptions } from "../../shared/component";
import type { Delivery, HelmDelivery } from "../chartRelease";
import type { LiveCluster } from "../guard/live";
import type { ArgoCd, Destination, Retry } from "./argoCd";
import { projectSpec } from "./project";

interface ArgoCdArgs {
    /** Argo CD's own. */
    namespace: string;
    project: string;
    destination: Destination;
    retry: Retry;
    retain: boolean;
    /** Namespaces that charts create objects in. */
    namespaces: string[];
}

/** Who installs the charts. */
type DeliveryArgs = ({ kind: "helm" } & HelmDelivery) | ({ kind: "argocd" } & ArgoCdArgs);

/** How charts are to get onto a cluster, before there is one. */
export interface AskedDelivery extends Omit<Delivery, "live" | "helm" | "argoCd"> {
    /** @default Helm */
    by?: DeliveryArgs;
}

/** How charts get onto a cluster: with Helm, or by Argo CD, which must know this stack first. */
export function deliverOnto(
    name: string,
    { by = { kind: "helm" }, ...asked }: AskedDelivery,
    live: LiveCluster,
    opts: ComponentOptions,
): Delivery {
    const delivery = { ...asked, live };
    const { registry } = asked;
    return by.kind === "helm"
        ? { ...delivery, helm: by }
        : { ...delivery, argoCd: new Applications(name, { ...by, registry }, opts) };
}

/** An AppProject for the Applications of this stack. */
class Applications extends Component implements ArgoCd {
    public readonly namespace: string;
    public readonly project: string;
    public readonly destination: Destination;
    public readonly retry: Retry;
    public readonly retain: boolean;
    public readonly ready: ArgoCd["ready"];

    constructor(name: string, args: ArgoCdArgs & { registry: Registry }, opts: ComponentOptions) {
        const { namespace, project, destination, retry, retain } = args;
        super("kong-observability:release:Applications", name, { namespace, project, destination }, opts);
        this.namespace = namespace;
        this.project = project;
        this.destination = destination;
        this.retry = retry;
        this.retain = retain;
        const allowed = new k8s.apiextensions.CustomResource(
            name,
            {
                apiVersion: "argoproj.io/v1alpha1",
                kind: "AppProject",
                metadata: { name: project, namespace },
                spec: projectSpec("Charts of kong-observability, which Pulumi makes Applications of", args),
            },
            { ...this.within, deleteBeforeReplace: true },
        );
        this.ready = [allowed];
        this.registerOutputs({ project });
    }
}
