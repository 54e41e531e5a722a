import assert from "node:assert/strict";
import { problems, valid } from "./helpers";

const kong = valid.kong as Record<string, unknown>;

describe("settings of Kong and of what it needs", () => {
    const wrong: [string, Record<string, unknown>, string][] = [
        [
            "an unknown topology",
            { kong: { ...kong, topology: "traditional" } },
            'p:kong.topology: got "traditional"; allowed: hybrid, ingress-controller, data-planes, none; here: hybrid: a gateway that needs the database to start offers nothing more (docs/coming-from/003.md)',
        ],
        [
            "a data plane without pods",
            { kong: { ...kong, dataPlanes: [{ name: "a" }, { name: "b", replicas: 0 }] } },
            "p:kong.dataPlanes[1].replicas: got 0; allowed: at least 1",
        ],
        ["no data plane", { kong: { ...kong, dataPlanes: [] } }, "p:kong.dataPlanes: got []; allowed: at least one"],
        [
            "two data planes of one name",
            { kong: { ...kong, dataPlanes: [{ name: "a" }, { name: "a" }] } },
            'p:kong.dataPlanes[1].name: got "a"; allowed: a name that no other data plane has',
        ],
        [
            "a data plane called as the control plane",
            { kong: { ...kong, dataPlanes: [{ name: "kong-cp" }] } },
            'p:kong.dataPlanes[0].name: got "kong-cp"; allowed: any other name, since that one is the control plane\'s',
        ],
        [
            "a node port outside the range",
            { kong: { ...kong, dataPlanes: [{ name: "a", proxy: { type: "NodePort", httpNodePort: 80 } }] } },
            "p:kong.dataPlanes[0].proxy.httpNodePort: got 80; allowed: 30000 to 32767",
        ],
        [
            "enterprise without a licence",
            { kongLicense: undefined },
            "p:kongLicense: missing; kong.edition is enterprise, which does not run without a licence: npx pulumi config set --secret kongLicense < license.json",
        ],
        [
            "an external database without its password",
            { databasePassword: "" },
            "p:databasePassword: missing; kong.database.kind is external: npx pulumi config set --secret databasePassword",
        ],
        [
            "RBAC without enterprise",
            { kong: { ...kong, edition: "open-source" } },
            "p:kong.rbac: got true; allowed: false with kong.edition open-source, which has no RBAC",
        ],
        [
            "a certificate that warns before it is renewed",
            { kong: { ...kong, certificate: { validityDays: 365, renewBeforeDays: 10 } } },
            "p:kong.certificate.renewBeforeDays: got 10; allowed: at least 30, the days before its end from which on the alert and verify warn",
        ],
        [
            "a certificate that is always due",
            { kong: { ...kong, certificate: { validityDays: 30 } } },
            "p:kong.certificate.renewBeforeDays: got 90; allowed: less than validityDays (30), otherwise every run renews the certificate",
        ],
        [
            "RDS without a VPC",
            { cluster: { kind: "kubeconfig" }, kong: { ...kong, database: { kind: "rds" } } },
            'p:kong.database.kind: got "rds"; allowed: cloudnativepg or external with cluster.kind kubeconfig, which has no VPC for an RDS instance',
        ],
    ];
    for (const [what, changes, expected] of wrong) {
        it(`refuse ${what}`, () => {
            assert.deepEqual(problems(changes), [expected]);
        });
    }
});
