import type { Rule } from "./rule";
import { isValues, listAt, textAt, type Values } from "./resource";
import type { System } from "./system";

/** What counts as authentication; shared by all rules. */
export interface AuthenticationConfig {
    authenticationPlugins: string[];
    authenticationAnnotations: string[];
}

const text = { type: "string" } as const;

export const authenticationConfig: Rule<AuthenticationConfig>["config"] = {
    authenticationPlugins: {
        type: "array",
        items: text,
        default: [
            "basic-auth",
            "key-auth",
            "key-auth-enc",
            "openid-connect",
            "jwt",
            "oauth2",
            "oauth2-introspection",
            "hmac-auth",
            "ldap-auth",
            "ldap-auth-advanced",
            "mtls-auth",
            "header-cert-auth",
            "saml",
            "vault-auth",
        ],
        description: "Plugins that count as authentication",
    },
    authenticationAnnotations: {
        type: "array",
        items: text,
        default: [
            "alb.ingress.kubernetes.io/auth-type",
            "nginx.ingress.kubernetes.io/auth-type",
            "nginx.ingress.kubernetes.io/auth-url",
            "nginx.ingress.kubernetes.io/auth-tls-secret",
        ],
        description: "Annotations of other ingress controllers that count as authentication, unless set to none",
    },
};

/** Whether a plugin rejects requests without credentials. `anonymous` names a consumer for such requests. */
export function authenticates(plugin: Values, names: string[]): boolean {
    const config = isValues(plugin.config) ? plugin.config : {};
    const open = config.anonymous !== undefined && config.anonymous !== null && config.anonymous !== "";
    return (
        names.includes(textAt(plugin, "plugin") ?? textAt(plugin, "name") ?? "") &&
        !open &&
        plugin.disabled !== true &&
        plugin.enabled !== false
    );
}

/**
 * The ingress controller's authentication plugins: those that an annotation or a filter can name, and whether one is
 * global.
 */
export interface AuthenticationPlugins {
    everywhere: boolean;
    /** Whether one of the names, as listed in an annotation, is such a plugin. */
    has(names: string[], namespace: string | undefined): boolean;
}

export function authenticationPlugins(system: System, names: string[]): AuthenticationPlugins {
    const found = [...system.kubernetes("KongPlugin"), ...system.kubernetes("KongClusterPlugin")].filter(({ inputs }) =>
        authenticates(inputs, names),
    );
    const cluster = found.filter(({ type }) => type.endsWith(":KongClusterPlugin"));
    const entries = found.map((plugin) => ({
        name: textAt(plugin.inputs, "metadata", "name") ?? plugin.name,
        namespace: cluster.includes(plugin) ? undefined : textAt(plugin.inputs, "metadata", "namespace"),
    }));
    return {
        everywhere: cluster.some(({ inputs }) => textAt(inputs, "metadata", "labels", "global") === "true"),
        has: (wanted, namespace) =>
            entries.some(
                (entry) =>
                    wanted.includes(entry.name) &&
                    (entry.namespace === undefined || namespace === undefined || entry.namespace === namespace),
            ),
    };
}

/** The plugins that `konghq.com/plugins` lists. */
export function annotatedPlugins(annotations: unknown): string[] {
    return (textAt(annotations, "konghq.com/plugins") ?? "").split(",").map((name) => name.trim());
}

/** The plugins that a rule of an HTTPRoute adds by `extensionRef`. */
export function filterPlugins(routeRule: Values): string[] {
    return listAt(routeRule, "filters").flatMap((filter) => textAt(filter, "extensionRef", "name") ?? []);
}
