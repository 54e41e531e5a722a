import type { Seen } from "../../../policy/library/resource";
import { application, seen } from "../helpers";

/** What the fourth post sets up: hybrid mode through Argo CD, with values as text. */
const kong = { repoURL: "https://charts.konghq.com", chart: "kong", targetRevision: "2.48.0" };

const nodeValues = `
ingressController:
  enabled: false
image:
  repository: kong/kong-gateway
  tag: "3.10.0.2"
secretVolumes:
  - kong-cluster-cert
`;
const certificate = `
  cluster_cert: /etc/secrets/kong-cluster-cert/tls.crt
  cluster_cert_key: /etc/secrets/kong-cluster-cert/tls.key
`;

export const controlPlane: Seen = application("kong-cp", {
    ...kong,
    helm: {
        values: `${nodeValues}
env:
  role: control_plane${certificate}
  database: postgres
  pg_database: kong
  pg_user: kong
  pg_password: demo123
  pg_host: kong-cp-postgresql.kong.svc.cluster.local
  pg_ssl: "on"
  password: kong_admin_password
enterprise:
  enabled: true
  license_secret: kong-enterprise-license
admin:
  enabled: true
  http:
    enabled: true
cluster:
  enabled: true
  tls:
    enabled: true
clustertelemetry:
  enabled: true
  tls:
    enabled: true
manager:
  enabled: false
proxy:
  enabled: false
postgresql:
  enabled: true
  auth:
    password: demo123
`,
    },
});

/**
 * The chart's values for enterprise, proxy, admin and manager stand under env, where they are settings that Kong does
 * not know.
 */
export const dataPlane: Seen = application("kong-dp", {
    ...kong,
    helm: {
        values: `${nodeValues}
env:
  role: data_plane
  database: "off"
  cluster_control_plane: kong-cp-kong-cluster.kong.svc.cluster.local:8005
  cluster_telemetry_endpoint: kong-cp-kong-clustertelemetry.kong.svc.cluster.local:8006
  lua_ssl_trusted_certificate: /etc/secrets/kong-cluster-cert/tls.crt${certificate}
  enterprise:
    enabled: true
    license_secret: kong-enterprise-license
  proxy:
    enabled: true
  admin:
    enabled: false
  manager:
    enabled: false
`,
    },
});

/** `openssl req … -days 1095`, made once and never again. */
export const clusterCertificate: Seen[] = [
    seen("tls:index/privateKey:PrivateKey", "kong-cluster-key", { algorithm: "ECDSA", ecdsaCurve: "P384" }),
    seen("tls:index/selfSignedCert:SelfSignedCert", "kong-cluster-cert", {
        subject: { commonName: "kong_clustering" },
        validityPeriodHours: 1095 * 24,
        allowedUses: ["server_auth", "client_auth"],
    }),
];
