import { z } from "zod";
import { text } from "./common";

const publicHost = text(
    /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z][-a-z0-9]*[a-z0-9]$/,
    "a host name such as grafana.example.com, in lower case",
);
const objectName = text(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, "a name that a Kubernetes object can have");
const httpsUrl = z.url({ protocol: /^https$/, error: "an address such as https://login.example.com" });
const filled = z.string().min(1, "not empty");
const emailDomain = text(/^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)+[a-z]{2,}$/, "a domain such as example.com");
const clientId = filled.describe("The client that the provider knows");
const scopes = z.array(text(/^[\w.:/-]+$/, "letters, digits and _ . : / -")).min(1, "at least one");
/**
 * What Grafana's ini file takes as it stands: there # and ; begin a comment, $ and % a reference, and quotes around a
 * value are lost.
 */
const iniText = text(/^[^\s#;$%"'`][^\n#;$%]*$/, "a text without # ; $ %, that does not begin with a quote");

/** Whoever the provider knows is not yet one of yours: of a public provider that would be everybody. */
const atLeastOne = "at least one list, else everybody whom the provider knows would get in";
const emailDomains = z
    .array(emailDomain)
    .min(1, "at least one")
    .optional()
    .describe("Whose e-mail address ends in one of these");
/**
 * No comma, at which oauth2-proxy splits, and nothing that is a comment in Grafana's ini file: a list cut short there
 * lets everybody in.
 */
const group = text(/^[\p{L}\p{N}][\p{L}\p{N} ._@/:=+-]*$/u, "letters, digits, spaces and . _ @ / : = + -");
const groups = z.array(group).min(1, "at least one").optional().describe("Who is in one of these groups");

const tls = z
    .discriminatedUnion("kind", [
        z.strictObject({
            kind: z.literal("secret"),
            name: objectName.describe(
                "A Secret with `tls.crt` and `tls.key` for the host, made by you: in the namespace `kong` where `through.kind` is `kong` in topology `hybrid`, else in `observability`",
            ),
        }),
        z.strictObject({
            kind: z.literal("cert-manager"),
            issuerKind: z
                .enum(["ClusterIssuer", "Issuer"])
                .default("ClusterIssuer")
                .describe("What `issuer` is; an `Issuer` is one in the namespace where the Secret would be"),
            issuer: objectName.describe("Its name; cert-manager must be on the cluster"),
        }),
        z.strictObject({ kind: z.literal("elsewhere") }),
    ])
    .describe(
        "Where the certificate comes from. `elsewhere` is before the Ingress: a load balancer that `through.annotations` sets up",
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
                    "Scopes to ask for; if left out openid, email, profile, and groups where `allowed.groups` is set",
                ),
            emailClaim: filled.default("email").describe("The claim with the e-mail address"),
            groupsClaim: filled.default("groups").describe("The claim with the groups"),
            allowed: z
                .strictObject({
                    emails: z
                        .array(z.email("an e-mail address"))
                        .min(1, "at least one")
                        .optional()
                        .describe("Who has one of these addresses"),
                    emailDomains,
                    groups: groups.describe(
                        "Who is in one of these groups, and meets `emails` or `emailDomains` where they are set",
                    ),
                })
                .refine((allowed) => Object.values(allowed).some((list) => list !== undefined), atLeastOne)
                .describe("Who may come in"),
        }),
    ])
    .describe("Who gets in: there is no way without");

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
        name: iniText.default("single sign-on").describe("What the button on Grafana's login page says"),
        authUrl: httpsUrl.describe(
            "The provider's authorization endpoint; the client's secret is `grafanaOidcClientSecret`",
        ),
        tokenUrl: httpsUrl.describe("Its token endpoint"),
        apiUrl: httpsUrl.describe("Its userinfo endpoint"),
        clientId: iniText.describe("The client that the provider knows"),
        scopes: scopes.default(["openid", "email", "profile"]).describe("Scopes to ask for"),
        groupsAttributePath: iniText
            .default("groups")
            .describe("JMESPath to the groups in what the provider says of a user"),
        roleAttributePath: iniText
            .optional()
            .describe(
                "JMESPath to a Grafana role; if left out everybody begins as a viewer, and roles are given in Grafana",
            ),
        allowed: z
            .strictObject({
                emailDomains,
                groups: groups.describe("Who is in one of these groups, and meets `emailDomains` where it is set"),
            })
            .refine((allowed) => Object.values(allowed).some((list) => list !== undefined), atLeastOne)
            .describe("Who may come in"),
    })
    .optional()
    .describe("Login by OpenID Connect, beside the administrator's password");

export const access = z
    .strictObject({
        through: z
            .discriminatedUnion("kind", [
                z.strictObject({ kind: z.literal("kong") }),
                z.strictObject({
                    kind: z.literal("ingress"),
                    className: objectName.describe("The IngressClass of a controller that is on the cluster"),
                    annotations: z
                        .record(z.string().min(1), z.string())
                        .default({})
                        .describe("For that controller, on every Ingress"),
                }),
            ])
            .prefault({ kind: "kong" })
            .describe("What takes the traffic: Kong's own proxies, or another controller's Ingress"),
        grafana: z
            .strictObject({ host: publicHost.describe("Its host"), tls, oidc: grafanaOidc })
            .optional()
            .describe("Grafana, which keeps its own login"),
        prometheus: page("Prometheus"),
        alertmanager: page("Alertmanager"),
    })
    .describe("Grafana, Prometheus and Alertmanager at hosts of their own, each only where it is named");
