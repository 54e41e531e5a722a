import type * as pulumi from "@pulumi/pulumi";
import type { Plugin, PluginOptions } from "../../../../model/plugins";
import { demand, kongApi, type KubernetesPlace, label, type Manifest } from "./manifest";

/** A plugin for every request. Of its configuration nothing else depends, so it may be known later than its name. */
export function clusterPlugin(
    { name, config, ...options }: PluginOptions & { name: string; config: pulumi.Input<object> },
    { className }: KubernetesPlace,
): Manifest {
    const annotations = { "kubernetes.io/ingress.class": className, ...tagsOf(options) };
    return {
        apiVersion: kongApi,
        kind: "KongClusterPlugin",
        metadata: { name: objectName(name), labels: { global: "true" }, annotations },
        plugin: name,
        ...besideConfig(options),
        // Keys with dots, such as service.name, are written as they are: gateways before 3.4.0 took them for paths when
        // the controller's webhook asked them (https://github.com/Kong/kong/issues/10654,
        // https://github.com/Kong/kubernetes-ingress-controller/issues/7336), and since
        // https://github.com/Kong/kong/pull/11091 a JSON body is taken as it is.
        config,
    };
}

function kongPlugin({ name, config, ...options }: Plugin, owner: string, namespace: string): Manifest {
    const annotations = tagsOf(options);
    return {
        apiVersion: kongApi,
        kind: "KongPlugin",
        // No name has a dot in it, so that no two owners and plugins make the same.
        metadata: {
            name: `${owner}.${objectName(name)}`,
            namespace,
            ...(Object.keys(annotations).length > 0 && { annotations }),
        },
        plugin: name,
        ...besideConfig(options),
        config,
    };
}

/** The controller's kinds say `disabled`. */
function besideConfig({ enabled, protocols }: PluginOptions): object {
    return { ...(enabled === false && { disabled: true }), ...(protocols && { protocols }) };
}

/** Beside the tags that the controller gives each entity by itself. */
function tagsOf({ tags = [] }: PluginOptions): Record<string, string> {
    return tags.length > 0 ? { "konghq.com/tags": tags.join(",") } : {};
}

export function pluginsOf(plugins: Plugin[], owner: string, namespace: string): Manifest[] {
    demand(new Set(plugins.map(({ name }) => name)).size === plugins.length, `${owner}: has a plugin twice`);
    return plugins.map((plugin) => kongPlugin(plugin, owner, namespace));
}

/** How an object says which plugins it has. */
export function annotation(plugins: Manifest[]): Record<string, string> {
    return plugins.length > 0 ? { "konghq.com/plugins": plugins.map(({ metadata }) => metadata.name).join(",") } : {};
}

function objectName(plugin: string): string {
    const name = plugin.replaceAll("_", "-");
    demand(label.test(name), `plugin ${plugin}: the name is no name of a Kubernetes object`);
    return name;
}
