import assert from "node:assert/strict";
import { grafanaLogin } from "../../../../components/observability/metrics/grafana/login";

describe("Grafana's login", () => {
    const args = {
        name: "SSO",
        authUrl: "https://a",
        tokenUrl: "https://b",
        apiUrl: "https://c",
        clientId: "grafana",
        scopes: ["openid", "email"],
        groupsAttributePath: "groups",
    };

    it("lets in whoever is allowed, and leaves roles alone unless the provider gives them", () => {
        const login = grafanaLogin({
            ...args,
            allowed: { emailDomains: ["a.example", "b.example"], groups: ["sre", "Platform Team"] },
        });
        assert.equal(login.allowed_domains, "a.example b.example");
        assert.equal(login.allowed_groups, '["sre","Platform Team"]');
        assert.equal(login.skip_org_role_sync, true);
        assert.ok(!("client_secret" in login));
        const roles = grafanaLogin({ ...args, roleAttributePath: "role", allowed: { groups: ["sre"] } });
        assert.equal(roles.role_attribute_path, "role");
        assert.ok(!("skip_org_role_sync" in roles) && !("allowed_domains" in roles));
    });
});
