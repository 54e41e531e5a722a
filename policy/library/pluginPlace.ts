import type { GatewayPlugin } from "./kong";
import { at, secret, unknown } from "./resource";

/** The last part of a URN. */
function resourceName(urn: string): string {
    return urn.split("::").at(-1) ?? urn;
}

/** Where a plugin is, for messages: the resource, and the place in it. */
export function placeOf({ urn, at: place, source }: GatewayPlugin): string {
    return source === "deck" ? `${resourceName(urn)}: ${place}` : `${source} ${resourceName(urn)}`;
}

/** A field under a plugin's `config`, for messages. */
export function fieldPlace(plugin: GatewayPlugin, path?: string): string {
    const config = plugin.source === "deck" ? ".config" : ": config";
    return `${placeOf(plugin)}${config}${path === undefined ? "" : `.${path}`}`;
}

/** decK uses `enabled: false`, the ingress controller `disabled: true`. */
export function isOff({ raw }: GatewayPlugin): boolean {
    return raw.enabled === false || raw.disabled === true;
}

/** Whether part of the configuration is not visible here: in a Secret, in a template of the file, or unknown. */
export function isPartial({ raw }: GatewayPlugin): boolean {
    return (
        [raw.configFrom, raw.configPatches, raw._config].some((item) => item !== undefined && item !== null) ||
        raw.config === unknown ||
        raw.config === secret
    );
}

/** The class of the ingress controllers that read a plugin; undefined without one. */
export function ingressClass({ raw }: GatewayPlugin): unknown {
    return at(raw, "metadata", "annotations", "kubernetes.io/ingress.class");
}
