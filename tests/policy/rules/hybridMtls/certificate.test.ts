import assert from "node:assert/strict";
import { hybridMtls } from "../../../../policy/rules/hybridMtls/rule";
import { messages, seen } from "../../helpers";
import { certificate, controlPlane, key, pair } from "./made";

describe("policy hybrid-mtls", () => {
    describe("certificate", () => {
        it("wants the curve", () => {
            assert.deepEqual(messages(hybridMtls, [certificate(), key({ ecdsaCurve: "P256" })]), [
                "cluster-key: ecdsaCurve is P256; allowed: P384",
            ]);
            assert.deepEqual(messages(hybridMtls, [certificate(), key({ ecdsaCurve: undefined })]), [
                "cluster-key: ecdsaCurve is not set (P224); allowed: P384",
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
            const pki = { cluster_mtls: "pki", cluster_ca_cert: "/etc/secrets/kong-cluster-cert/ca.crt" };
            assert.deepEqual(messages(hybridMtls, pair({}, pki)), [
                "kong-dp: env.cluster_mtls is pki, and shared on kong-cp; set both to the same",
            ]);
        });

        it("shows no certificate in place of a path", () => {
            const text = "-----BEGIN CERTIFICATE-----abc";
            assert.ok(
                !messages(hybridMtls, pair({}, { cluster_cert: text }))
                    .join()
                    .includes("abc"),
            );
        });
    });
});
