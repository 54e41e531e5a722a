import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../component";
import { globalPlugins, type GlobalPluginsArgs } from "./globalPlugins";
import { clusterPlugin, type KubernetesPlace, type Manifest, renderKubernetes } from "./kubernetes";
import type { Gateway } from "./model";

export interface IngressConfigurationArgs extends KubernetesPlace {
    /** Base address of the collector's OTLP/HTTP receiver. */
    otlpHttpUrl: pulumi.Input<string>;
    services: Gateway["services"];
    plugins: Omit<GlobalPluginsArgs, "otlpHttpUrl">;
}

/** Services, routes and plugins as objects that the ingress controller reads. */
export class IngressConfiguration extends Component {
    /** @param opts must depend on the ingress controller: its webhook refuses a plugin that Kong would not take, in the `up` itself. */
    constructor(name: string, args: IngressConfigurationArgs, opts: ComponentOptions) {
        const { namespace, className, otlpHttpUrl, services, plugins } = args;
        super(
            "kong-observability:kong:GatewayConfiguration",
            name,
            { namespace, services: services.map((service) => service.name), samplingRate: plugins.samplingRate, renderer: "ingress-controller" },
            opts,
        );

        const create = (manifest: Manifest, dependsOn: pulumi.Resource[] = []): pulumi.Resource => createObject(name, manifest, this.after(...dependsOn));
        // Of a global plugin only the configuration comes of the address; which there are is known without it.
        const globalOnes = (url: string) => globalPlugins({ ...plugins, otlpHttpUrl: url });
        const known = globalOnes("http://collector");
        const rendered = renderKubernetes({ services, plugins: [] }, { namespace, className });
        const shared = [
            ...rendered.shared,
            ...known.map((plugin, index) => clusterPlugin({ ...plugin, config: pulumi.output(otlpHttpUrl).apply((url) => globalOnes(url)[index]?.config ?? {}) }, { namespace, className })),
        ].map((manifest) => create(manifest));

        for (const { plugins: servicePlugins, service, routes } of rendered.services) {
            const ready = service === undefined ? [] : [create(service, servicePlugins.map((plugin) => create(plugin)))];
            for (const { plugins: routePlugins, route } of routes) {
                create(route, [...shared, ...ready, ...routePlugins.map((plugin) => create(plugin))]);
            }
        }
        this.registerOutputs();
    }
}

/** Names are unique among objects of a kind whatever their namespace, so that an upstream can move to another. */
function createObject(component: string, { apiVersion, kind, metadata, ...fields }: Manifest, opts: pulumi.CustomResourceOptions): pulumi.Resource {
    const name = `${component}-${kind.toLowerCase()}-${metadata.name}`;
    switch (kind) {
        case "Service":
            return new k8s.core.v1.Service(name, { metadata, ...fields }, opts);
        case "ServicePatch":
            return new k8s.core.v1.ServicePatch(name, { metadata }, opts);
        default:
            return new k8s.apiextensions.CustomResource(name, { apiVersion, kind, metadata, ...fields }, opts);
    }
}
