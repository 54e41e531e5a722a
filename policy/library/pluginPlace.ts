import type { GatewayPlugin } from "./kong";
import { at, secret, unknown } from "./resource";

/** The last part of a URN. */
function resourceName(urn: string): string {
    return urn.split("::").at(-1) ?? urn;
}

/** A plugin for messages: the resource, and where in it. */
export function placeOf({ urn, at: place, source }: GatewayPlugin): string {
    return source === "deck" ? `${resourceName(urn)}: ${place}` : `${source} ${resourceName(urn)}`;
}

/** A field under a plugin's `config`, for messages. */
export function fieldPlace(plugin: GatewayPlugin, path?: string): string {
    const config = plugin.source === "deck" ? ".config" : ": config";
    return `${placeOf(plugin)}${config}${path === undefined ? "" : `.${path}`}`;
}

/** decK says `enabled: false`, the ingress controller `disabled: true`. */
export function isOff({ raw }: GatewayPlugin): boolean {
    return raw.enabled === false || raw.disabled === true;
}

/**
 * Whether part of the configuration is not to be seen here: in a Secret, in a template of the file's, or not known yet.
 */
export function isPartial({ raw }: GatewayPlugin): boolean {
    return (
        [raw.configFrom, raw.configPatches, raw._config].some((item) => item !== undefined && item !== null) ||
        raw.config === unknown ||
        raw.config === secret
    );
}

/** The class of ingress controllers that reads a plugin; undefined where it names none. */
export function ingressClass({ raw }: GatewayPlugin): unknown {
    return at(raw, "metadata", "annotations", "kubernetes.io/ingress.class");
}
