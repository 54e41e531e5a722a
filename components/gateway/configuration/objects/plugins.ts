import type * as pulumi from "@pulumi/pulumi";
import type { Plugin, PluginOptions } from "../../../../model/plugins";
import { defaultClass, demand, kongApi, type KubernetesPlace, label, type Manifest } from "./manifest";

/** A global plugin. Nothing depends on its configuration, so that may be an output. */
export function clusterPlugin(
    { name, config, ...options }: PluginOptions & { name: string; config: pulumi.Input<object> },
    { className }: KubernetesPlace,
): Manifest {
    // These have no namespace, so those of two controllers need two names.
    const prefix = className === defaultClass ? "" : `${className}.`;
    const annotations = { "kubernetes.io/ingress.class": className, ...tagsOf(options) };
    return {
        apiVersion: kongApi,
        kind: "KongClusterPlugin",
        metadata: { name: `${prefix}${objectName(name)}`, labels: { global: "true" }, annotations },
        plugin: name,
        ...besideConfig(options),
        // Keys with dots, such as service.name, need no escaping: only gateways before 3.4.0 read them as paths when
        // the controller's webhook validated a plugin (https://github.com/Kong/kong/issues/10654,
        // https://github.com/Kong/kubernetes-ingress-controller/issues/7336, fixed by
        // https://github.com/Kong/kong/pull/11091).
        config,
    };
}

function kongPlugin({ name, config, ...options }: Plugin, owner: string, namespace: string): Manifest {
    const annotations = tagsOf(options);
    return {
        apiVersion: kongApi,
        kind: "KongPlugin",
        // Neither part contains a dot, so the result is unique.
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

/** The controller's kinds have `disabled` in place of `enabled`. */
function besideConfig({ enabled, protocols }: PluginOptions): object {
    return { ...(enabled === false && { disabled: true }), ...(protocols && { protocols }) };
}

/** Added to the tags that the controller sets on each entity. */
function tagsOf({ tags = [] }: PluginOptions): Record<string, string> {
    return tags.length > 0 ? { "konghq.com/tags": tags.join(",") } : {};
}

export function pluginsOf(plugins: Plugin[], owner: string, namespace: string): Manifest[] {
    demand(new Set(plugins.map(({ name }) => name)).size === plugins.length, `${owner}: has a plugin twice`);
    return plugins.map((plugin) => kongPlugin(plugin, owner, namespace));
}

/** The annotation that attaches plugins to an object. */
export function annotation(plugins: Manifest[]): Record<string, string> {
    return plugins.length > 0 ? { "konghq.com/plugins": plugins.map(({ metadata }) => metadata.name).join(",") } : {};
}

function objectName(plugin: string): string {
    const name = plugin.replaceAll("_", "-");
    demand(label.test(name), `plugin ${plugin}: the name is no name of a Kubernetes object`);
    return name;
}
