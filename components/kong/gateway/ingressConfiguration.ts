import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../component";
import type { GlobalPluginsArgs } from "./globalPlugins";
import { clusterPlugin, type KubernetesPlace, type Manifest, renderKubernetes } from "./kubernetes";
import type { Gateway } from "./model";
import { observed } from "./observed";

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
            { namespace, services: services.map((service) => service.name), samplingRate: plugins.sampling.rate, renderer: "ingress-controller" },
            opts,
        );

        const create = (manifest: Manifest, dependsOn: pulumi.Resource[] = []): pulumi.Resource => createObject(name, manifest, this.after(...dependsOn));
        // Of a plugin only the configuration comes of the address; which there are is known without it.
        const whole = (url: string): Gateway => observed(services, { ...plugins, otlpHttpUrl: url });
        const render = (url: string) =>
            renderKubernetes({ ...whole(url), plugins: [] }, { namespace, className });
        const later = (config: (url: string) => unknown): pulumi.Output<object> =>
            pulumi.output(otlpHttpUrl).apply((url) => (config(url) ?? {}) as object);
        const known = whole("http://collector").plugins;
        const rendered = render("http://collector");
        const shared = [
            ...rendered.shared,
            ...known.map((plugin, index) =>
                clusterPlugin({ ...plugin, config: later((url) => whole(url).plugins[index]?.config) }, { namespace, className }),
            ),
        ].map((manifest) => create(manifest));

        for (const [s, { plugins: servicePlugins, service, routes }] of rendered.services.entries()) {
            const ready = service === undefined ? [] : [create(service, servicePlugins.map((plugin) => create(plugin)))];
            for (const [r, { plugins: routePlugins, route }] of routes.entries()) {
                const own = routePlugins.map((plugin, p) => {
                    const config = (url: string): unknown => render(url).services[s]?.routes[r]?.plugins[p]?.config;
                    return create(plugin.plugin === "opentelemetry" ? { ...plugin, config: later(config) } : plugin);
                });
                create(route, [...shared, ...ready, ...own]);
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
