import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { htpasswd, nginxConfig } from "../../../components/access/basicProxy";
import { oidcPod } from "../../../components/access/oidcProxy";
import { ofType, planOf } from "../../tools/plan/stacks";

describe("nginx before a page", () => {
    it("asks for the password on all of the port for traffic, and answers the kubelet on another", () => {
        const [, traffic = "", kubelet = ""] = nginxConfig("http://prometheus:9090").split("server {");
        assert.match(traffic, /listen 8080;\s+auth_basic "/);
        assert.doesNotMatch(traffic, /auth_basic off|satisfy any|return/);
        assert.match(kubelet, /listen 8081;/);
        assert.doesNotMatch(kubelet, /proxy_pass/);
    });

    it("keeps the password from the page", () => {
        assert.match(nginxConfig("http://prometheus:9090"), /proxy_set_header Authorization "";/);
    });

    it("knows the password by its salted hash", () => {
        const [user, hash = ""] = htpasswd("sre", "password", "saltsalt").trim().split(":{SSHA}");
        const bytes = Buffer.from(hash, "base64");
        assert.equal(user, "sre");
        assert.equal(bytes.subarray(20).toString(), "saltsalt");
        assert.deepEqual(bytes.subarray(0, 20), createHash("sha1").update("passwordsaltsalt").digest());
    });
});

describe("oauth2-proxy before a page", () => {
    const args = {
        address: "https://prometheus.example.com",
        upstream: "http://prometheus:9090",
        issuerUrl: "https://login.example.com",
        clientId: "proxy",
        emailClaim: "email",
        groupsClaim: "groups",
    };
    const flags = (allowed: Parameters<typeof oidcPod>[0]["allowed"]): string[] =>
        oidcPod({ ...args, allowed }).command.filter((flag) =>
            /^--(email-domain|authenticated-emails-file|allowed-group)=/.test(flag),
        );

    it("lets in whoever is allowed, and lets a group decide alone only where no address is asked for", () => {
        assert.deepEqual(flags({ groups: ["sre"] }), ["--email-domain=*", "--allowed-group=sre"]);
        assert.deepEqual(flags({ emailDomains: ["example.com"] }), ["--email-domain=example.com"]);
        assert.deepEqual(flags({ emails: ["ada@example.com"], groups: ["sre"] }), [
            "--authenticated-emails-file=/etc/access/emails",
            "--allowed-group=sre",
        ]);
        assert.deepEqual(flags({ emailDomains: ["example.com"], groups: ["sre"] }), [
            "--email-domain=example.com",
            "--allowed-group=sre",
        ]);
        assert.deepEqual(oidcPod({ ...args, allowed: { emails: ["ada@example.com", "eve@example.com"] } }).files, {
            emails: "ada@example.com\neve@example.com\n",
        });
    });

    it("has no secret among its flags, trusts no header, and comes back to its own host", () => {
        const { command } = oidcPod({ ...args, allowed: { groups: ["sre"] } });
        assert.ok(command.includes("--redirect-url=https://prometheus.example.com/oauth2/callback"));
        assert.ok(command.includes("--cookie-secure=true"));
        assert.ok(
            !command.some(
                (flag) =>
                    /^--(client-secret|cookie-secret|reverse-proxy|skip-auth|trusted-ip)[=-]/.test(flag) &&
                    !/-secret-file=/.test(flag),
            ),
        );
    });
});

describe("proxies' pods", () => {
    for (const stack of ["access-kong", "access-ingress"]) {
        it(`of ${stack} are restricted, and hold no more of the Secret than they need`, async () => {
            for (const { inputs, name } of ofType(await planOf(stack), "kubernetes:apps/v1:Deployment")) {
                const { spec } = (
                    inputs.spec as {
                        template: {
                            spec: {
                                automountServiceAccountToken: boolean;
                                containers: { securityContext: Record<string, unknown> }[];
                                volumes: { name: string; secret?: { items: { key: string }[] } }[];
                            };
                        };
                    }
                ).template;
                const keys = spec.volumes.flatMap(({ secret }) => secret?.items.map(({ key }) => key) ?? []);
                assert.equal(spec.automountServiceAccountToken, false, name);
                assert.equal(spec.containers[0]?.securityContext.readOnlyRootFilesystem, true, name);
                assert.deepEqual(
                    keys,
                    stack === "access-kong" && name === "access-prometheus"
                        ? ["htpasswd"]
                        : ["client-secret", "cookie-secret"],
                );
            }
        });
    }
});
