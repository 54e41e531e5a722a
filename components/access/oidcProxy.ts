import { configFolder, type ProxyPod, secretFolder } from "./proxyPod";

/** Who is let in by OpenID Connect. */
export interface OidcAuthentication {
    kind: "oidc";
    /** As in the provider's discovery document. */
    issuerUrl: string;
    clientId: string;
    /** @default openid, email, profile, and groups if `allowed.groups` is set */
    scopes?: string[];
    emailClaim: string;
    groupsClaim: string;
    /** At least one is set. If both a group and an address are set, a user must match both. */
    allowed: { emails?: string[]; emailDomains?: string[]; groups?: string[] };
}

const emailsFile = "emails";

interface OidcPodArgs extends Omit<OidcAuthentication, "kind"> {
    /** The page's address in browsers, `https://HOST[:PORT]`. */
    address: string;
    /** Base address of the page that the proxy protects. */
    upstream: string;
}

export function oidcPod(args: OidcPodArgs): ProxyPod {
    const { emails } = args.allowed;
    return {
        files: emails === undefined ? {} : { [emailsFile]: `${emails.join("\n")}\n` },
        command: ["/bin/oauth2-proxy", ...oidcFlags(args)],
        health: { port: 8080, live: "/ping", ready: "/ready" },
        user: 65532,
    };
}

/**
 * Flags of oauth2-proxy. The client's secret is a file, which is read for every login, so that a new one needs no
 * restart. Headers such as X-Forwarded-Host are not trusted (no --reverse-proxy), so the redirect address is given in
 * full.
 */
function oidcFlags({
    address,
    upstream,
    issuerUrl,
    clientId,
    scopes,
    emailClaim,
    groupsClaim,
    allowed,
}: OidcPodArgs): string[] {
    const { emails, emailDomains = [], groups = [] } = allowed;
    // If only groups are set, every address is accepted.
    const domains = emails === undefined && emailDomains.length === 0 && groups.length > 0 ? ["*"] : emailDomains;
    return [
        "--http-address=0.0.0.0:8080",
        "--provider=oidc",
        `--oidc-issuer-url=${issuerUrl}`,
        `--client-id=${clientId}`,
        `--client-secret-file=${secretFolder}/client-secret`,
        `--redirect-url=${address}/oauth2/callback`,
        "--code-challenge-method=S256",
        ...(scopes ? [`--scope=${scopes.join(" ")}`] : []),
        `--oidc-email-claim=${emailClaim}`,
        `--oidc-groups-claim=${groupsClaim}`,
        ...domains.map((domain) => `--email-domain=${domain}`),
        ...(emails ? [`--authenticated-emails-file=${configFolder}/${emailsFile}`] : []),
        ...groups.map((group) => `--allowed-group=${group}`),
        `--cookie-secret-file=${secretFolder}/cookie-secret`,
        "--cookie-secure=true",
        "--cookie-samesite=lax",
        // Users who were removed at the provider lose access at the latest after this time.
        "--cookie-expire=12h",
        // The provider's tokens are not used, and with them the cookie exceeds the size that proxies accept.
        "--session-cookie-minimal=true",
        "--skip-provider-button=true",
        `--upstream=${upstream}/`,
        "--pass-basic-auth=false",
        "--pass-user-headers=false",
        // Queries of Prometheus time out after two minutes.
        "--upstream-timeout=150s",
    ];
}
