import { z } from "zod";
import { objectName, port, text } from "./common";

const publicHost = text(
    /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z][-a-z0-9]*[a-z0-9]$/,
    "a host name such as grafana.example.com, in lower case",
);
const publicPort = port
    .optional()
    .describe(
        "The port at which browsers reach HTTPS; if left out 443, or the node port of Kong's proxies where all have one",
    );
const anyName = objectName("a name that a Kubernetes object can have");
const httpsUrl = z.url({ protocol: /^https$/, error: "an address such as https://login.example.com" });
const filled = z.string().min(1, "not empty");
const emailDomain = text(/^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/, "a domain such as example.com");
const clientId = filled.describe("Client ID at the provider");
const scopes = z.array(text(/^[\w.:/-]+$/, "letters, digits and _ . : / -")).min(1, "at least one");
/**
 * Texts that Grafana's ini file keeps unchanged: there # and ; start a comment, $ and % a reference, and quotes around
 * a value are lost.
 */
const iniText = text(/^[^\s#;$%"'`][^\n#;$%]*$/, "a text without # ; $ %, that does not begin with a quote");

/** Not every user of an identity provider is one of yours: a public provider knows everyone. */
const atLeastOne = "at least one list, else every user of the provider would have access";
const emailDomains = z
    .array(emailDomain)
    .min(1, "at least one")
    .optional()
    .describe("Domains of permitted e-mail addresses");
/**
 * No comma, at which oauth2-proxy splits, and no comment character of Grafana's ini file: a list that is cut short
 * there lets everyone in.
 */
const group = text(/^[\p{L}\p{N}][\p{L}\p{N} ._@/:=+-]*$/u, "letters, digits, spaces and . _ @ / : = + -");
const groups = z.array(group).min(1, "at least one").optional().describe("Who is in one of these groups");

const tls = z
    .discriminatedUnion("kind", [
        z.strictObject({
            kind: z.literal("secret"),
            name: anyName.describe(
                "A Secret with `tls.crt` and `tls.key` for the host, which you create: in the namespace `kong` if `through.kind` is `kong` in topology `hybrid`, otherwise in `observability`",
            ),
        }),
        z.strictObject({
            kind: z.literal("cert-manager"),
            issuerKind: z
                .enum(["ClusterIssuer", "Issuer"])
                .default("ClusterIssuer")
                .describe("Kind of `issuer`; an `Issuer` must be in the namespace where the Secret would be"),
            issuer: anyName.describe("Its name; cert-manager must be on the cluster"),
        }),
        z.strictObject({ kind: z.literal("elsewhere") }),
    ])
    .describe(
        "Where the certificate comes from. `elsewhere`: TLS ends in front of the Ingress, such as at a load balancer set up by `through.annotations`",
    );

const authentication = z
    .discriminatedUnion("kind", [
        z.strictObject({
            kind: z.literal("basic"),
            user: text(/^[A-Za-z0-9._@-]{1,64}$/, "up to 64 letters, digits and . _ @ -")
                .default("admin")
                .describe("The user; the password is generated, into the Secret `access-<page>`"),
        }),
        z.strictObject({
            kind: z.literal("oidc"),
            issuerUrl: httpsUrl.describe(
                "The OpenID Connect provider, as its discovery document names it; the client's secret is `accessOidcClientSecret`",
            ),
            clientId,
            scopes: scopes
                .optional()
                .describe(
                    "Scopes to request; if left out openid, email, profile, and groups where `allowed.groups` is set",
                ),
            emailClaim: filled.default("email").describe("The claim with the e-mail address"),
            groupsClaim: filled.default("groups").describe("The claim with the groups"),
            allowed: z
                .strictObject({
                    emails: z
                        .array(z.email("an e-mail address"))
                        .min(1, "at least one")
                        .optional()
                        .describe("Permitted e-mail addresses"),
                    emailDomains,
                    groups: groups.describe(
                        "Permitted groups; users must also match `emails` or `emailDomains` if they are set",
                    ),
                })
                .refine((allowed) => Object.values(allowed).some((list) => list !== undefined), atLeastOne)
                .describe("Who may log in"),
        }),
    ])
    .describe("Who may log in; authentication cannot be turned off");

const page = (
    name: string,
): z.ZodOptional<
    z.ZodObject<{ host: typeof publicHost; tls: typeof tls; authentication: typeof authentication }, z.core.$strict>
> =>
    z
        .strictObject({ host: publicHost.describe("Its host"), tls, authentication })
        .optional()
        .describe(`${name}, behind an authentication proxy, since it has no login of its own`);

const grafanaOidc = z
    .strictObject({
        name: iniText.default("single sign-on").describe("Label of the button on Grafana's login page"),
        authUrl: httpsUrl.describe(
            "The provider's authorization endpoint; the client's secret is `grafanaOidcClientSecret`",
        ),
        tokenUrl: httpsUrl.describe("Its token endpoint"),
        apiUrl: httpsUrl.describe("Its userinfo endpoint"),
        clientId: iniText.describe("Client ID at the provider"),
        scopes: scopes.default(["openid", "email", "profile"]).describe("Scopes to request"),
        groupsAttributePath: iniText
            .default("groups")
            .describe("JMESPath to the groups in the provider's user information"),
        roleAttributePath: iniText
            .optional()
            .describe(
                "JMESPath to a Grafana role; if left out, everyone starts as a viewer and roles are assigned in Grafana",
            ),
        allowed: z
            .strictObject({
                emailDomains,
                groups: groups.describe("Permitted groups; users must also match `emailDomains` if it is set"),
            })
            .refine((allowed) => Object.values(allowed).some((list) => list !== undefined), atLeastOne)
            .describe("Who may log in"),
    })
    .optional()
    .describe("Login with OpenID Connect, in addition to the administrator's password");

export const access = z
    .strictObject({
        through: z
            .discriminatedUnion("kind", [
                z.strictObject({ kind: z.literal("kong"), port: publicPort }),
                z.strictObject({
                    kind: z.literal("ingress"),
                    className: anyName.describe("The IngressClass of a controller on the cluster"),
                    port: publicPort,
                    annotations: z
                        .record(z.string().min(1), z.string())
                        .default({})
                        .describe("Annotations for that controller, on every Ingress"),
                }),
            ])
            .prefault({ kind: "kong" })
            .describe("What receives the traffic: Kong's own proxies, or an Ingress of another controller"),
        grafana: z
            .strictObject({ host: publicHost.describe("Its host"), tls, oidc: grafanaOidc })
            .optional()
            .describe("Grafana, which keeps its own login"),
        prometheus: page("Prometheus"),
        alertmanager: page("Alertmanager"),
    })
    .describe(
        "Makes Grafana, Prometheus and Alertmanager reachable at their own host names; each only if it is set here",
    );
