/** Login to Grafana by OpenID Connect. */
export interface GrafanaOidc {
    /** Shown on the login page's button. */
    name: string;
    authUrl: string;
    tokenUrl: string;
    /** The userinfo endpoint. */
    apiUrl: string;
    clientId: string;
    scopes: string[];
    /** JMESPath to the groups in the provider's user info. */
    groupsAttributePath: string;
    /**
     * JMESPath to a Grafana role.
     * @default everyone starts as a viewer, and roles are assigned in Grafana
     */
    roleAttributePath?: string;
    /** At least one is set. */
    allowed: { emailDomains?: string[]; groups?: string[] };
}

/** Section `auth.generic_oauth` of `grafana.ini`, without the client's secret. */
export function grafanaLogin({
    name,
    authUrl,
    tokenUrl,
    apiUrl,
    clientId,
    scopes,
    groupsAttributePath,
    roleAttributePath,
    allowed,
}: GrafanaOidc): Record<string, string | boolean> {
    return {
        enabled: true,
        name,
        client_id: clientId,
        auth_url: authUrl,
        token_url: tokenUrl,
        api_url: apiUrl,
        scopes: scopes.join(" "),
        use_pkce: true,
        ...(allowed.emailDomains && { allowed_domains: allowed.emailDomains.join(" ") }),
        // As JSON, because Grafana splits other texts at spaces, which group names may contain. Grafana takes a text
        // that it cannot parse for an empty list, which lets everyone in, so the settings allow no character that would
        // break it.
        ...(allowed.groups && {
            groups_attribute_path: groupsAttributePath,
            allowed_groups: JSON.stringify(allowed.groups),
        }),
        // Without a path Grafana would reset everyone's role to viewer at each login.
        ...(roleAttributePath === undefined
            ? { skip_org_role_sync: true }
            : { role_attribute_path: roleAttributePath }),
    };
}

/** Environment variables of this form override Grafana's file. */
export function grafanaLoginEnv(secretName: string): Record<string, object> {
    return { GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secretKeyRef: { name: secretName, key: "client-secret" } } };
}
