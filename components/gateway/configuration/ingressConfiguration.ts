import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../shared/component";
import type { GatewayContent } from "../contract";
import { clusterPlugin, pluginsOf } from "./objects/plugins";
import { type KubernetesGateway, renderKubernetes } from "./kubernetes";
import { type KubernetesPlace, type Manifest } from "./objects/manifest";
import type { Gateway } from "../../../model/gateway";
import { observed } from "../plugins/observed";

export interface IngressConfigurationArgs
    extends KubernetesPlace, Pick<GatewayContent, "services" | "plugins" | "signals" | "access"> {}

/** Services, routes and plugins as Kubernetes objects that the ingress controller reads. */
export class IngressConfiguration extends Component {
    /**
     * @param opts must depend on the ingress controller, whose webhook makes `pulumi up` fail at once on a plugin that
     * Kong does not accept
     */
    constructor(name: string, args: IngressConfigurationArgs, opts: ComponentOptions) {
        const { namespace, className, services, plugins: extra, signals, access } = args;
        super(
            "kong-observability:kong:GatewayConfiguration",
            name,
            {
                namespace,
                services: services.map((service) => service.name),
                samplingRate: signals.sampling.rate,
                renderer: "ingress-controller",
            },
            opts,
        );

        const create = (manifest: Manifest, dependsOn: pulumi.Resource[] = []): pulumi.Resource =>
            createObject(name, manifest, this.after(...dependsOn));
        for (const { name: owner, namespace: theirs, plugin } of access.redirects) {
            pluginsOf([plugin], owner, theirs).forEach((manifest) => create(manifest));
        }
        const place = { namespace, className };
        const render = (url: string): { plugins: Gateway["plugins"]; rendered: KubernetesGateway } => {
            const whole = observed(services, { ...signals, otlpHttpUrl: url, extra });
            return { plugins: whole.plugins, rendered: renderKubernetes({ ...whole, plugins: [] }, place) };
        };
        // Only the plugins' configuration depends on the collector's address; the list of plugins is known without it.
        const known = render("http://collector");
        const later = pulumi.output(signals.otlpHttpUrl).apply(render);
        const configOf = (of: (final: ReturnType<typeof render>) => unknown): pulumi.Output<object> =>
            later.apply((final) => (of(final as ReturnType<typeof render>) ?? {}) as object);
        const shared = [
            ...known.rendered.shared,
            ...known.plugins.map((plugin, index) =>
                clusterPlugin({ ...plugin, config: configOf((final) => final.plugins[index]?.config) }, place),
            ),
        ].map((manifest) => create(manifest));

        for (const [s, { plugins: servicePlugins, service, routes }] of known.rendered.services.entries()) {
            const ready =
                service === undefined
                    ? []
                    : [
                          create(
                              service,
                              servicePlugins.map((plugin) => create(plugin)),
                          ),
                      ];
            for (const [r, { plugins: routePlugins, route }] of routes.entries()) {
                const own = routePlugins.map((plugin, p) => {
                    const config = configOf(({ rendered }) => rendered.services[s]?.routes[r]?.plugins[p]?.config);
                    return create(plugin.plugin === "opentelemetry" ? { ...plugin, config } : plugin);
                });
                create(route, [...shared, ...ready, ...own]);
            }
        }
        this.registerOutputs();
    }
}

/** Unique among objects of a kind regardless of namespace, so that an upstream can move to another namespace. */
function createObject(
    component: string,
    { apiVersion, kind, metadata, ...fields }: Manifest,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
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
