import assert from "node:assert/strict";
import { hybridMtls } from "../../../policy/rules/hybridMtls/rule";
import { planOf, stackFiles } from "../../tools/plan/stacks";
import { application, kubernetes, messages, release, seen, seenOf } from "../helpers";

type Resource = ReturnType<typeof release>;

const annotation = "kong-observability/cluster-certificate";
const shared = {
    cluster_cert: "/etc/secrets/kong-cluster-cert/tls.crt",
    cluster_cert_key: "/etc/secrets/kong-cluster-cert/tls.key",
};
const mounted = { secretVolumes: ["kong-cluster-cert"], podAnnotations: { [annotation]: "[unknown]" } };
const listening = { cluster: { enabled: true, tls: { enabled: true } } };

const controlPlane = (values: object = {}, env: object = {}, more: object = {}): Resource =>
    release(
        "kong",
        {
            ...mounted,
            ...listening,
            ...values,
            env: { role: "control_plane", database: "postgres", ...shared, ...env },
        },
        { name: "kong-cp", ...more },
    );
const dataPlane = (values: object = {}, env: object = {}): Resource =>
    release(
        "kong",
        {
            ...mounted,
            ...values,
            env: {
                role: "data_plane",
                database: "off",
                ...shared,
                cluster_control_plane: "kong-cp-kong-cluster.kong.svc:8005",
                ...env,
            },
        },
        { name: "kong-dp" },
    );
const pair = (values: object, env: object = {}): Resource[] => [controlPlane(), dataPlane(values, env)];

const component = "urn:pulumi:test::test::kong-observability:kong:ClusterCertificate::cluster";
const key = (inputs: object = {}): Resource =>
    seen(
        "tls:index/privateKey:PrivateKey",
        "cluster-key",
        { algorithm: "ECDSA", ecdsaCurve: "P384", ...inputs },
        { parent: component },
    );
const certificate = (inputs: object = {}): Resource =>
    seen(
        "tls:index/selfSignedCert:SelfSignedCert",
        "cluster",
        {
            subject: { commonName: "kong_clustering" },
            allowedUses: ["server_auth", "client_auth"],
            validityPeriodHours: 26280,
            earlyRenewalHours: 2160,
            privateKeyPem: "[secret]",
            ...inputs,
        },
        { parent: component },
    );

const notThere = (address: string, known: string): string =>
    `kong-dp: env.cluster_control_plane is ${address}, where no control plane of this stack listens; ${known}; one outside belongs into hybrid-mtls.controlPlanes of the policy configuration`;

describe("policy hybrid-mtls", () => {
    it("passes a pair that shares one certificate", () => {
        assert.deepEqual(messages(hybridMtls, [key(), certificate(), ...pair({})]), []);
    });

    describe("certificate", () => {
        it("wants the curve", () => {
            assert.deepEqual(messages(hybridMtls, [certificate(), key({ ecdsaCurve: "P256" })]), [
                "cluster-key: ecdsaCurve is P256; allowed: P384",
            ]);
            assert.deepEqual(messages(hybridMtls, [certificate(), key({ ecdsaCurve: undefined })]), [
                "cluster-key: ecdsaCurve is not set, and then P224; allowed: P384",
            ]);
            assert.deepEqual(messages(hybridMtls, [certificate(), key({ algorithm: "RSA" })]), [
                "cluster-key: algorithm is RSA; set it to ECDSA, with ecdsaCurve P384",
            ]);
        });

        it("wants the common name", () => {
            assert.deepEqual(messages(hybridMtls, [certificate({ subject: { commonName: "kong" } })]), [
                'cluster: subject.commonName is "kong"; data planes expect "kong_clustering" of their control plane',
            ]);
            assert.deepEqual(messages(hybridMtls, [certificate({ subject: {} })]), [
                'cluster: subject.commonName is not set; data planes expect "kong_clustering" of their control plane',
            ]);
        });

        it("wants both uses", () => {
            assert.deepEqual(messages(hybridMtls, [certificate({ allowedUses: ["server_auth"] })]), [
                "cluster: allowedUses lacks client_auth; both sides present this certificate, so it needs server_auth and client_auth",
            ]);
        });

        it("wants its validity within limits, as seed 003's three years are", () => {
            assert.deepEqual(messages(hybridMtls, [certificate({ validityPeriodHours: 24 * 3650 })]), [
                "cluster: validityPeriodHours makes 3650 days; allowed: 30 to 1095 days",
            ]);
            assert.deepEqual(messages(hybridMtls, [certificate()], { maxValidityDays: 365 }), [
                "cluster: validityPeriodHours makes 1095 days; allowed: 30 to 365 days",
            ]);
        });

        it("wants it renewed in time, and not by every update", () => {
            const late = "which leaves an update too little time to replace it; allowed: at least 30 days";
            assert.deepEqual(messages(hybridMtls, [certificate({ earlyRenewalHours: undefined })]), [
                `cluster: earlyRenewalHours makes 0 days, ${late}`,
            ]);
            assert.deepEqual(messages(hybridMtls, [certificate({ earlyRenewalHours: 24 * 7 })]), [
                `cluster: earlyRenewalHours makes 7 days, ${late}`,
            ]);
            assert.deepEqual(
                messages(hybridMtls, [certificate({ validityPeriodHours: 24 * 60, earlyRenewalHours: 24 * 60 })]),
                [
                    "cluster: earlyRenewalHours makes 60 days of the 60 for which it is valid, so every update would replace it; set it to less",
                ],
            );
        });

        it("leaves other certificates alone", () => {
            const other = seen("tls:index/selfSignedCert:SelfSignedCert", "webhook", {
                subject: { commonName: "webhook" },
                allowedUses: [],
                validityPeriodHours: 24,
            });
            assert.deepEqual(
                messages(hybridMtls, [
                    other,
                    seen("tls:index/privateKey:PrivateKey", "webhook", { algorithm: "RSA" }),
                    ...pair({}),
                ]),
                [],
            );
        });
    });

    describe("mount", () => {
        it("wants certificate and key set, and mounted", () => {
            assert.deepEqual(messages(hybridMtls, pair({}, { cluster_cert: undefined })), [
                "kong-dp: env.cluster_cert is not set; without it Kong does not start in hybrid mode",
            ]);
            assert.deepEqual(messages(hybridMtls, [controlPlane({ secretVolumes: [] })]), [
                "kong-cp: env.cluster_cert is /etc/secrets/kong-cluster-cert/tls.crt, where nothing is mounted; mount the Secret there, by secretVolumes or deployment.userDefinedVolumes",
                "kong-cp: env.cluster_cert_key is /etc/secrets/kong-cluster-cert/tls.key, where nothing is mounted; mount the Secret there, by secretVolumes or deployment.userDefinedVolumes",
            ]);
        });

        it("takes volumes that are written out, and Secrets as environment", () => {
            const volumes = {
                secretVolumes: [],
                deployment: {
                    userDefinedVolumes: [{ name: "pair", secret: { secretName: "kong-cluster-cert" } }],
                    userDefinedVolumeMounts: [{ name: "pair", mountPath: "/pair/" }],
                },
            };
            assert.deepEqual(
                messages(
                    hybridMtls,
                    pair(volumes, { cluster_cert: "/pair/tls.crt", cluster_cert_key: "/pair/tls.key" }),
                ),
                [],
            );
            const from = (name: string): object => ({
                valueFrom: { secretKeyRef: { name: "kong-cluster-cert", key: name } },
            });
            assert.deepEqual(
                messages(
                    hybridMtls,
                    pair({ secretVolumes: [] }, { cluster_cert: from("tls.crt"), cluster_cert_key: from("tls.key") }),
                ),
                [],
            );
        });

        it("looks at the path where the Secret has no name yet, as in the first preview", () => {
            const volumes = (mountPath: string): object => ({
                secretVolumes: undefined,
                deployment: {
                    userDefinedVolumes: [{ name: "pair", secret: { secretName: "[unknown]" } }],
                    userDefinedVolumeMounts: [{ name: "pair", mountPath }],
                },
            });
            const paths = { cluster_cert: "/pair/tls.crt", cluster_cert_key: "/pair/tls.key" };
            assert.deepEqual(messages(hybridMtls, pair(volumes("/pair"), paths)), []);
            assert.deepEqual(messages(hybridMtls, pair(volumes("/other"), paths)), [
                "kong-dp: env.cluster_cert is /pair/tls.crt, where nothing is mounted; mount the Secret there, by secretVolumes or deployment.userDefinedVolumes",
                "kong-dp: env.cluster_cert_key is /pair/tls.key, where nothing is mounted; mount the Secret there, by secretVolumes or deployment.userDefinedVolumes",
            ]);
        });

        it("wants one Secret: for both halves, and on both sides", () => {
            const other = { secretVolumes: ["kong-cluster-cert", "other"] };
            assert.deepEqual(messages(hybridMtls, pair(other, { cluster_cert_key: "/etc/secrets/other/tls.key" })), [
                "kong-dp: env.cluster_cert is from the Secret kong-cluster-cert and env.cluster_cert_key from other; take both from one",
            ]);
            const others = {
                cluster_cert: "/etc/secrets/other/tls.crt",
                cluster_cert_key: "/etc/secrets/other/tls.key",
            };
            assert.deepEqual(messages(hybridMtls, pair(other, others)), [
                "kong-dp: mounts the Secret other, and kong-cp mounts kong-cluster-cert; with cluster_mtls shared both need the same",
            ]);
            assert.deepEqual(
                messages(hybridMtls, [
                    controlPlane({}, { cluster_mtls: "pki" }),
                    dataPlane(other, { ...others, cluster_mtls: "pki" }),
                ]),
                [],
            );
            assert.deepEqual(messages(hybridMtls, pair({}, { cluster_mtls: "pki" })), [
                "kong-dp: env.cluster_mtls is pki, and shared on kong-cp; set both to the same",
            ]);
        });

        it("shows no certificate that stands in the place of a path", () => {
            const text = "-----BEGIN CERTIFICATE-----abc";
            assert.ok(
                !messages(hybridMtls, pair({}, { cluster_cert: text }))
                    .join()
                    .includes("abc"),
            );
        });
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
                messages(hybridMtls, [dataPlane({}, { cluster_control_plane: "kong.example.com:443" })], {
                    controlPlanes: ["kong.example.com:443"],
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
