/** Login to Grafana by OpenID Connect. */
export interface GrafanaOidc {
    /** On the login page's button. */
    name: string;
    authUrl: string;
    tokenUrl: string;
    /** The userinfo endpoint. */
    apiUrl: string;
    clientId: string;
    scopes: string[];
    /** JMESPath to the groups in what the provider says of a user. */
    groupsAttributePath: string;
    /** JMESPath to a Grafana role. @default everybody begins as a viewer, and roles are given in Grafana */
    roleAttributePath?: string;
    /** At least one of them. */
    allowed: { emailDomains?: string[]; groups?: string[] };
}

/** Section `auth.generic_oauth` of `grafana.ini`; the client's secret is not in it. */
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
        // As JSON, for Grafana splits other texts at spaces, and a group's name may hold one. What it cannot read it
        // takes for no list, which lets everybody in: the settings allow no character that would spoil it.
        ...(allowed.groups && {
            groups_attribute_path: groupsAttributePath,
            allowed_groups: JSON.stringify(allowed.groups),
        }),
        // Without a path Grafana would set everybody's role back to a viewer's at each login.
        ...(roleAttributePath === undefined
            ? { skip_org_role_sync: true }
            : { role_attribute_path: roleAttributePath }),
    };
}

/** Grafana takes any setting from a variable of this form, over what its file says. */
export function grafanaLoginEnv(secretName: string): Record<string, object> {
    return { GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secretKeyRef: { name: secretName, key: "client-secret" } } };
}
