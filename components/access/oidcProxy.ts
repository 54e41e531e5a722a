import { configFolder, type ProxyPod, secretFolder } from "./proxyPod";

/** Who gets in by OpenID Connect. */
export interface OidcAuthentication {
    kind: "oidc";
    /** As the provider's discovery document names it. */
    issuerUrl: string;
    clientId: string;
    /** @default openid, email, profile, and groups where groups are asked for */
    scopes?: string[];
    emailClaim: string;
    groupsClaim: string;
    /** At least one of them; a group and an address are both asked for where both are set. */
    allowed: { emails?: string[]; emailDomains?: string[]; groups?: string[] };
}

const emailsFile = "emails";

interface OidcPodArgs extends Omit<OidcAuthentication, "kind"> {
    /** By which browsers reach it, `https://HOST[:PORT]`. */
    address: string;
    /** Base address of what it guards. */
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
 * restart. Headers such as X-Forwarded-Host are not trusted (no --reverse-proxy): the address to come back to is given
 * whole.
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
    // Without an address to ask for, the groups decide alone.
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
        // Whoever the provider no longer knows is out after a day's work.
        "--cookie-expire=12h",
        // Nothing asks for the provider's tokens, and with them a cookie outgrows what proxies take.
        "--session-cookie-minimal=true",
        "--skip-provider-button=true",
        `--upstream=${upstream}/`,
        "--pass-basic-auth=false",
        "--pass-user-headers=false",
        // A query of Prometheus may take two minutes.
        "--upstream-timeout=150s",
    ];
}
