import assert from "node:assert/strict";
import { hybridMtls } from "../../../../policy/rules/hybridMtls/rule";
import { messages, seen } from "../../helpers";
import { controlPlane, dataPlane, mounted, type Resource } from "./made";

const folder = (secret: string): Record<string, string> => ({
    cluster_cert: `/etc/secrets/${secret}/tls.crt`,
    cluster_cert_key: `/etc/secrets/${secret}/tls.key`,
    cluster_ca_cert: `/etc/secrets/${secret}/ca.crt`,
});
const volumes = (secret: string): object => ({ ...mounted, secretVolumes: [secret] });
const pki = (secret: string, env: object = {}): [object, object] => [
    volumes(secret),
    { ...folder(secret), cluster_mtls: "pki", ...env },
];
const enterprise = { enterprise: { enabled: true } };
const cp = (env: object = {}, values: object = {}): Resource => {
    const [own, settings] = pki("cp", env);
    return controlPlane({ ...own, ...values }, settings);
};
const dp = (secret = "dp", env: object = {}, name = "kong-dp"): Resource => ({
    ...dataPlane(...pki(secret, env)),
    name,
});
const found = (...resources: Resource[]): string[] => messages(hybridMtls, resources);

describe("policy hybrid-mtls with cluster_mtls pki", () => {
    it("passes a certificate for each, by authorities that are mounted", () => {
        assert.deepEqual(found(cp(), dp()), []);
    });

    it("wants the authorities, and where a path is, a mount", () => {
        const missing =
            "env.cluster_ca_cert is not set; with cluster_mtls pki it names the authorities of what the other side presents";
        assert.deepEqual(found(cp({ cluster_ca_cert: undefined }), dp()), [`kong-cp: ${missing}`]);
        assert.deepEqual(found(cp(), dp("dp", { cluster_ca_cert: undefined })), [`kong-dp: ${missing}`]);
        assert.deepEqual(
            found(cp(), dp("dp", { cluster_ca_cert: undefined, lua_ssl_trusted_certificate: "system" })),
            [],
        );
        assert.deepEqual(found(cp({ cluster_ca_cert: "/etc/ca.crt" }), dp()), [
            "kong-cp: env.cluster_ca_cert is a path where nothing is mounted; mount the authorities' certificates there",
        ]);
    });

    it("wants a certificate that is nobody else's", () => {
        assert.deepEqual(found(cp(), dp("cp")), [
            "kong-dp: presents the certificate of the control plane kong-cp, from the Secret cp, and could pose as it; give it one of its own",
        ]);
        const twins = found(cp(), dp("dp"), { ...dp("dp"), name: "other" });
        assert.deepEqual(twins, [
            "kong-dp: presents the same certificate as other, from the Secret dp, so that neither can be revoked alone; give each its own",
            "other: presents the same certificate as kong-dp, from the Secret dp, so that neither can be revoked alone; give each its own",
        ]);
    });

    it("knows that common names are the enterprise edition's", () => {
        assert.deepEqual(found(cp({ cluster_mtls: "pki_check_cn" }), dp()), [
            "kong-cp: env.cluster_mtls is pki_check_cn, with which the open-source edition does not start; set it to pki, and give each group of data planes an authority of its own in env.cluster_ca_cert",
        ]);
        const ignored =
            "kong-cp: env.cluster_allowed_common_names is set, and Kong ignores it with cluster_mtls pki: every certificate of an authority in env.cluster_ca_cert is taken; remove it";
        assert.deepEqual(found(cp({ cluster_allowed_common_names: "a" }), dp()), [ignored]);
        assert.deepEqual(found(cp({ cluster_allowed_common_names: "a" }, enterprise), dp()), [
            `${ignored}, or set cluster_mtls to pki_check_cn`,
        ]);
        const checked = (names: string): string[] =>
            found(cp({ cluster_mtls: "pki_check_cn", cluster_allowed_common_names: names }, enterprise), dp());
        assert.deepEqual(checked("a.example.com, b.example.com"), []);
        assert.deepEqual(checked("a.example.com, *.example.com"), [
            "kong-cp: env.cluster_allowed_common_names has *.example.com, which lets in more than the data planes that are known; write each name",
        ]);
    });

    it("wants the expected name in the control plane's certificate", () => {
        const request = (dnsNames: string[]): Resource =>
            seen("tls:index/certRequest:CertRequest", "server", {
                subject: { commonName: "kong_clustering" },
                dnsNames,
            });
        const names = ["kong.example.com"];
        assert.deepEqual(found(cp(), dp("dp", { cluster_server_name: "kong.example.com" }), request(names)), []);
        assert.deepEqual(found(cp(), dp("dp", { cluster_server_name: "[unknown]" }), request(names)), []);
        assert.deepEqual(found(cp(), dp("dp", { cluster_server_name: "kong" }), request(names)), [
            "kong-dp: env.cluster_server_name is kong, which is no name in the control plane's certificate (kong.example.com)",
        ]);
        assert.deepEqual(found(cp(), dp(), request(names)), [
            "kong-dp: env.cluster_server_name is not set, so kong-cp-kong-cluster.kong.svc, which is no name in the control plane's certificate (kong.example.com)",
        ]);
    });

    it("takes no shared certificate to another cluster", () => {
        const address = "kong.example.com:8005";
        const elsewhere = (mode: object): string[] =>
            messages(
                hybridMtls,
                [dataPlane(volumes("dp"), { ...folder("dp"), cluster_control_plane: address, ...mode })],
                {
                    controlPlanes: [address],
                },
            );
        assert.deepEqual(elsewhere({ cluster_mtls: "pki" }), []);
        for (const mode of [{}, { cluster_mtls: "shared" }]) {
            assert.deepEqual(elsewhere(mode), [
                `kong-dp: env.cluster_control_plane is ${address}, on another cluster, and env.cluster_mtls is shared: the control plane's certificate would be in both, and could be revoked only with all others; set it to pki on both sides`,
            ]);
        }
    });

    it("judges authorities by what they sign", () => {
        const parent = "urn:pulumi:test::test::kong-observability:kong:ClusterAuthorities::kong-cluster";
        const day = 24;
        const authority = (inputs: object = {}): Resource =>
            seen(
                "tls:index/selfSignedCert:SelfSignedCert",
                "group-authority",
                { isCaCertificate: true, validityPeriodHours: 4745 * day, earlyRenewalHours: 1185 * day, ...inputs },
                { parent },
            );
        const signed = (inputs: object = {}): Resource =>
            seen(
                "tls:index/locallySignedCert:LocallySignedCert",
                "group",
                { validityPeriodHours: 1095 * day, earlyRenewalHours: 90 * day, ...inputs },
                { parent },
            );
        const key = seen("tls:index/privateKey:PrivateKey", "group", { algorithm: "RSA" }, { parent });
        assert.deepEqual(found(authority(), signed()), []);
        assert.deepEqual(found(authority({ earlyRenewalHours: 90 * day, isCaCertificate: undefined }), signed(), key), [
            "group: algorithm is RSA; set it to ECDSA, with ecdsaCurve P384",
            "group-authority: isCaCertificate is not true, so that nothing it signs is taken; set it",
            "group-authority: earlyRenewalHours makes 90 days, and what it signs is valid for 1095: it may end first, and no data plane connects any more; set it to no less",
        ]);
        assert.deepEqual(found(authority(), signed({ validityPeriodHours: 2000 * day, earlyRenewalHours: 0 })), [
            "group: validityPeriodHours makes 2000 days; allowed: 30 to 1095 days",
            "group: earlyRenewalHours makes 0 days, which leaves an update too little time to replace it; allowed: at least 30 days",
            "group-authority: earlyRenewalHours makes 1185 days, and what it signs is valid for 2000: it may end first, and no data plane connects any more; set it to no less",
        ]);
    });
});
