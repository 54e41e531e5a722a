import { release, seen } from "../../helpers";

export type Resource = ReturnType<typeof release>;

export const annotation = "kong-observability/cluster-certificate";

export const shared = {
    cluster_cert: "/etc/secrets/kong-cluster-cert/tls.crt",
    cluster_cert_key: "/etc/secrets/kong-cluster-cert/tls.key",
};

export const mounted = { secretVolumes: ["kong-cluster-cert"], podAnnotations: { [annotation]: "[unknown]" } };

const listening = { cluster: { enabled: true, tls: { enabled: true } } };

export const controlPlane = (values: object = {}, env: object = {}, more: object = {}): Resource =>
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

export const dataPlane = (values: object = {}, env: object = {}): Resource =>
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

export const pair = (values: object, env: object = {}): Resource[] => [controlPlane(), dataPlane(values, env)];

const component = "urn:pulumi:test::test::kong-observability:kong:ClusterCertificate::cluster";

export const key = (inputs: object = {}): Resource =>
    seen(
        "tls:index/privateKey:PrivateKey",
        "cluster-key",
        { algorithm: "ECDSA", ecdsaCurve: "P384", ...inputs },
        { parent: component },
    );

export const certificate = (inputs: object = {}): Resource =>
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
