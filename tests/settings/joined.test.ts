import assert from "node:assert/strict";
import { problems } from "./helpers";

const without = {
    gateway: undefined,
    access: undefined,
    databasePassword: undefined,
    accessOidcClientSecret: undefined,
    grafanaOidcClientSecret: undefined,
    sampling: undefined,
};
const certificate = { secretName: "kong-joined" };
const existing = {
    kind: "existing",
    clusterEndpoint: "kong.example.com:8005",
    serverName: "kong.example.com",
    certificate,
};
const joined = (controlPlane: object, more: object = {}): string[] =>
    problems({ ...without, kong: { topology: "data-planes", edition: "enterprise", controlPlane }, ...more });

describe("data planes that join a control plane elsewhere", () => {
    it("name a stack and a group, or addresses and a certificate", () => {
        assert.deepEqual(joined({ kind: "stack", name: "acme/kong/control", group: "eu-west" }), []);
        assert.deepEqual(joined({ ...existing, telemetryEndpoint: "kong.example.com:8006", version: "3.10.0.17" }), []);
    });

    it("have one certificate, written in one way", () => {
        const either = "secretName alone, or certificate, key and caCertificate";
        for (const wrong of [{}, { ...certificate, key: { credential: "a" } }, { certificate: { credential: "a" } }]) {
            const [problem = ""] = joined({ ...existing, certificate: wrong });
            assert.ok(problem.startsWith("p:kong.controlPlane.certificate: "), problem);
            assert.ok(problem.endsWith(`allowed: ${either}`), problem);
        }
    });

    it("need what they join, by an address with a port", () => {
        assert.match(joined({ kind: "stack", name: "acme/kong/control" }).join(), /kong\.controlPlane\.group: missing/);
        assert.match(
            joined({ ...existing, clusterEndpoint: "kong.example.com" }).join(),
            /kong\.controlPlane\.clusterEndpoint: got "kong.example.com"; allowed: host:port/,
        );
        assert.deepEqual(joined({ kind: "stack", name: "acme/p/dev", group: "a" }), [
            'p:kong.controlPlane.name: got "acme/p/dev", which is this stack; allowed: another one',
        ]);
    });

    it("leave routes and plugins to the control plane's stack", () => {
        const since =
            "allowed: nothing here, since kong.topology data-planes takes its routes and plugins from the control plane: set it in that stack";
        assert.deepEqual(joined(existing, { sample: true }), [`p:sample: got true; ${since}`]);
        assert.deepEqual(
            joined(existing, {
                gateway: {
                    accessLog: { enabled: false },
                    resourceAttributes: { team: "edge" },
                    services: [{ name: "a", url: "http://a.b.svc", routes: [{ name: "a", paths: ["/a"] }] }],
                },
            }).map((line) => line.replace(/got .*; allowed/, "allowed")),
            [`p:gateway.services: ${since}`],
        );
    });

    it("send telemetry to the control plane with enterprise only", () => {
        assert.deepEqual(
            problems({
                ...without,
                kongLicense: undefined,
                kong: {
                    topology: "data-planes",
                    controlPlane: { ...existing, telemetryEndpoint: "kong.example.com:8006" },
                },
            }),
            [
                'p:kong.controlPlane.telemetryEndpoint: got "kong.example.com:8006"; allowed: nothing here with kong.edition open-source, which sends no telemetry there',
            ],
        );
    });
});
