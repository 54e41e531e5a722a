import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { Component, type ComponentOptions } from "../shared/component";
import type { Service } from "../../model/gateway";
import type { ObservabilityLayer } from "../../model/layers";
import { restrictedNamespace } from "../shared/namespace";
import type { Registry } from "../../charts/registry";
import { sampleOfAll } from "../../model/sample";
import { type Served, serviceUrl } from "../../model/services";
import { demoLabels, demoPod, demoServed } from "./demo/demo";
import { demoMonitor } from "./demo/watched";
import { echoLabels, echoPod, echoServed } from "./echo";

interface SampleArgs {
    namespace: string;
    registry: Registry;
}

/**
 * The sample's services: an echo inside the cluster first, since it needs no internet, the demo service, and httpbin
 * outside.
 */
function sampleServices(namespace: string): Service[] {
    const service = (name: string, url: string, path = `/${name}`): Service => ({
        name,
        url,
        routes: [{ name, paths: [path], stripPath: true, preserveHost: false, plugins: [] }],
        plugins: [],
    });
    return [
        service("echo", serviceUrl(echoServed(namespace), "http")),
        service("demo-service", serviceUrl(demoServed(namespace), "http"), "/demo"),
        service("mock", "https://httpbin.konghq.com"),
    ];
}

/** What the gateway needs from the sample. */
export interface SampleConnection {
    services: Service[];
    /** The applications answer once these exist. */
    ready: pulumi.Resource[];
}

/**
 * The sample in its own namespace; nothing if it is disabled.
 * @param name of the namespace
 */
export function connectSample(
    name: string,
    { wanted, registry }: { wanted: boolean; registry: Registry },
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): SampleConnection {
    if (!wanted) {
        return { services: [], ready: [] };
    }
    const dependsOn = [restrictedNamespace(name, { name }, opts)];
    const { services, ready } = new Sample(name, { namespace: name, registry }, { ...opts, dependsOn });
    return { services, ready };
}

/** Makes Prometheus scrape the sample, if it is enabled. */
export function watchSample(
    name: string,
    args: { wanted: boolean; observability: Pick<ObservabilityLayer<pulumi.Output<string>>, "namespace" | "rules"> },
    opts: { provider: pulumi.ProviderResource; dependsOn: pulumi.Resource[] },
): void {
    const { namespace, rules } = args.observability;
    if (args.wanted) {
        const monitor = name === sampleOfAll ? demoServed(name).service : `${name}-demo`;
        demoMonitor(`${name}-demo`, { sample: name, monitor, namespace, monitorLabels: rules.monitorLabels }, opts);
    }
}

/**
 * Applications to try out the gateway: Kong's go-echo, which answers with its pod's name and the request, and a demo
 * service with counters and JSON lines.
 */
class Sample extends Component {
    public readonly services: Service[];
    /** The applications answer once these exist. */
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: SampleArgs, opts?: ComponentOptions) {
        const { namespace } = args;
        const [echo, demo] = [echoServed(namespace), demoServed(namespace)];
        super("kong-observability:sample:Sample", name, { namespace, serves: [echo, demo] }, opts);

        const demoApp = `${name}-demo`;
        this.ready = [
            this.application(name, echo, echoLabels, echoPod(args)),
            this.application(demoApp, demo, demoLabels, demoPod(demoApp, args, this.within)),
        ];
        this.services = sampleServices(namespace);
        this.registerOutputs();
    }

    /** One pod behind a Service, which has the pod's port names and numbers. */
    private application(
        name: string,
        { service, namespace, ports }: Served,
        labels: Record<string, string>,
        spec: input.core.v1.PodSpec,
    ): pulumi.Resource {
        const metadata = { name: service, namespace, labels };
        const app = new k8s.apps.v1.Deployment(
            name,
            { metadata, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } },
            this.within,
        );
        const open = Object.entries(ports).map(([port, number]) => ({ name: port, port: number, targetPort: port }));
        return new k8s.core.v1.Service(name, { metadata, spec: { selector: labels, ports: open } }, this.after(app));
    }
}
