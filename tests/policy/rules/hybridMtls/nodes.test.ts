import assert from "node:assert/strict";
import { hybridMtls } from "../../../../policy/rules/hybridMtls/rule";
import { planOf, stackFiles } from "../../../tools/plan/stacks";
import { application, kubernetes, messages, release, seen, seenOf } from "../../helpers";
import { annotation, certificate, controlPlane, dataPlane, key, mounted, pair, shared, type Resource } from "./made";

const notThere = (address: string, known: string): string =>
    `kong-dp: env.cluster_control_plane is ${address}, where no control plane of this stack listens; ${known}; one outside belongs in hybrid-mtls.controlPlanes of the policy configuration`;

describe("policy hybrid-mtls", () => {
    it("passes a pair that shares one certificate", () => {
        assert.deepEqual(messages(hybridMtls, [key(), certificate(), ...pair({})]), []);
    });

    it("wants the fingerprint on every node, and the same where it is known", () => {
        assert.deepEqual(messages(hybridMtls, pair({ podAnnotations: {} })), [
            `kong-dp: podAnnotations lacks ${annotation}; Kong reads its certificate only at start, so put the certificate's fingerprint there, which restarts the pods when it changes`,
        ]);
        const printed = (print: string): object => ({ podAnnotations: { [annotation]: print } });
        assert.deepEqual(messages(hybridMtls, [controlPlane(printed("aa")), dataPlane(printed("aa"))]), []);
        assert.deepEqual(messages(hybridMtls, [controlPlane(printed("aa")), dataPlane(printed("bb"))]), [
            `kong-dp: podAnnotations ${annotation} differs from that of kong-cp; both are fingerprints of one certificate`,
        ]);
    });

    describe("data plane", () => {
        it('has database "off", as a text', () => {
            assert.deepEqual(messages(hybridMtls, pair({}, { database: "postgres" })), [
                'kong-dp: env.database is "postgres"; a data plane has no database: write "off", in quotes',
            ]);
            assert.deepEqual(messages(hybridMtls, pair({}, { database: false })), [
                'kong-dp: env.database is the boolean false; a data plane has no database: write "off", in quotes',
            ]);
        });

        it("reads the text of an Application as Helm does, where a plain off is false", () => {
            const text = (database: string): string =>
                `${JSON.stringify({ ...mounted })}`.replace(
                    /\}$/,
                    `, env: {role: data_plane, database: ${database}, cluster_cert: ${shared.cluster_cert}, cluster_cert_key: ${shared.cluster_cert_key}, cluster_control_plane: "kong-cp-kong-cluster:8005"}}`,
                );
            const argo = (database: string): Resource =>
                application("kong-dp", { chart: "kong", helm: { values: text(database) } });
            assert.deepEqual(messages(hybridMtls, [controlPlane(), argo('"off"')]), []);
            assert.deepEqual(messages(hybridMtls, [controlPlane(), argo("off")]), [
                'kong-dp: env.database is the boolean false; a data plane has no database: write "off", in quotes',
            ]);
        });

        it("finds a control plane by the chart's names, short and long, and by what a component serves", () => {
            for (const address of [
                "kong-cp-kong-cluster:8005",
                "kong-cp-kong-cluster.kong:8005",
                "kong-cp-kong-cluster.kong.svc:8005",
                "kong-cp-kong-cluster.kong.svc.cluster.local:8005",
                "kong-cp-kong-cluster.kong.svc",
            ]) {
                assert.deepEqual(messages(hybridMtls, pair({}, { cluster_control_plane: address })), []);
            }
            const served = seen("kong-observability:release:ChartRelease", "kong-cp", {
                serves: [{ service: "kong-cp-kong-cluster", namespace: "kong", ports: { cluster: 8005 } }],
            });
            assert.deepEqual(messages(hybridMtls, [served, dataPlane()]), []);
        });

        it("does not look where no control plane is", () => {
            const known = "known: kong-cp-kong-cluster.kong.svc:8005";
            for (const address of [
                "kong-cp-kong-cluster.kong.svc:8006",
                "kong-cp-kong-cluster.other.svc:8005",
                "kong-control-kong-cluster.kong.svc:8005",
                "kong.example.com:443",
            ]) {
                assert.deepEqual(messages(hybridMtls, pair({}, { cluster_control_plane: address })), [
                    notThere(address, known),
                ]);
            }
            assert.deepEqual(messages(hybridMtls, [controlPlane({ cluster: { enabled: false } }), dataPlane()]), [
                notThere("kong-cp-kong-cluster.kong.svc:8005", "none has cluster.enabled and cluster.tls.enabled"),
            ]);
            assert.deepEqual(messages(hybridMtls, pair({}, { cluster_control_plane: undefined })), [
                "kong-dp: env.cluster_control_plane is not set; write the control plane's <release>-kong-cluster.<namespace>.svc:8005",
            ]);
        });

        it("may use a control plane outside the stack that is configured", () => {
            assert.deepEqual(
                messages(hybridMtls, [dataPlane({}, { cluster_control_plane: "kong-cp.other.svc:8005" })], {
                    controlPlanes: ["kong-cp.other.svc:8005"],
                }),
                [],
            );
        });
    });

    it("finds chart values under env, as in seed 003", () => {
        const strayed = { enterprise: { enabled: true }, proxy: { enabled: true } };
        const moved = (key: string, place = ""): string =>
            `env.${key} is an object, and env takes only texts and valueFrom; if it is a value of the chart, move it out of env to ${place}${key}`;
        assert.deepEqual(messages(hybridMtls, pair({}, strayed)), [
            `kong-dp: ${moved("enterprise")}`,
            `kong-dp: ${moved("proxy")}`,
        ]);
        assert.deepEqual(
            messages(hybridMtls, [release("ingress", { gateway: { env: { admin: {} } } }, { name: "kong" })]),
            [`kong: gateway.${moved("admin", "gateway.")}`],
        );
        assert.deepEqual(
            messages(hybridMtls, pair({}, { pg_password: { valueFrom: { secretKeyRef: { name: "a", key: "b" } } } })),
            [],
        );
    });

    it("says nothing of what is not known yet", () => {
        const open = {
            cluster_cert: "[unknown]",
            cluster_cert_key: "[unknown]",
            cluster_control_plane: "[unknown]",
            cluster_mtls: "[unknown]",
            database: "[unknown]",
        };
        assert.deepEqual(
            messages(hybridMtls, pair({ secretVolumes: ["[unknown]"], podAnnotations: "[unknown]" }, open)),
            [],
        );
        assert.deepEqual(
            messages(hybridMtls, [
                key({ algorithm: "[unknown]", ecdsaCurve: "[unknown]" }),
                certificate({
                    subject: "[unknown]",
                    allowedUses: ["[unknown]"],
                    validityPeriodHours: "[unknown]",
                    earlyRenewalHours: "[unknown]",
                }),
            ]),
            [],
        );
    });

    it("does not apply to nodes that stand alone", () => {
        assert.deepEqual(
            messages(hybridMtls, [
                release("kong", { env: { database: "postgres" } }),
                release("loki", {}),
                kubernetes("v1", "Secret", "a", {}),
            ]),
            [],
        );
    });

    it("follows the configuration", () => {
        assert.deepEqual(
            messages(
                hybridMtls,
                [certificate({ validityPeriodHours: 24 * 20, earlyRenewalHours: 24 * 5 }), key({ ecdsaCurve: "P256" })],
                { minValidityDays: 10, minRenewalDays: 3, curves: ["P256"] },
            ),
            [],
        );
    });

    for (const stack of Object.keys(stackFiles)) {
        it(`finds nothing in ${stack}`, async () => {
            assert.deepEqual(messages(hybridMtls, seenOf(await planOf(stack))), []);
        });
    }
});
