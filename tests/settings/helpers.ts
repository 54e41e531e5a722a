import { validateSettings } from "../../settings/validate";
import type { Problem } from "../../settings/problems";

/** A configuration that is valid as it stands, by key. */
export const valid: Record<string, unknown> = {
    cluster: {
        kind: "eks",
        endpoint: { publicCidrs: ["203.0.113.0/24"] },
        compute: {
            kind: "managed-node-groups",
            groups: [{ name: "general", instanceTypes: ["m7i.large"], minSize: 1, maxSize: 3 }],
        },
    },
    protect: true,
    sampling: { strategy: "head", rate: 0.1 },
    kong: {
        edition: "enterprise",
        rbac: true,
        certificate: { validityDays: 365, renewBeforeDays: 30 },
        controlPlane: { replicas: 2 },
        database: { kind: "external", host: "postgres.example.com" },
        dataPlanes: [
            { name: "public", replicas: 2 },
            { name: "nodes", proxy: { type: "NodePort", httpNodePort: 32080, httpsNodePort: 32443 } },
        ],
    },
    gateway: {
        services: [
            {
                name: "mock",
                url: "https://httpbin.konghq.com",
                routes: [{ name: "mock", paths: ["/mock"], methods: ["GET"] }],
            },
        ],
        plugins: [
            { name: "opentelemetry", config: { queue: { max_batch_size: 100 } } },
            { name: "prometheus", config: { per_consumer: false } },
            { name: "key-auth", config: { key_names: ["apikey"] } },
        ],
        resourceAttributes: { team: "platform" },
    },
    access: {
        through: { kind: "ingress", className: "nginx", annotations: { "example.com/redirect": "true" } },
        grafana: {
            host: "grafana.example.com",
            tls: { kind: "elsewhere" },
            oidc: {
                authUrl: "https://login.example.com/authorize",
                tokenUrl: "https://login.example.com/token",
                apiUrl: "https://login.example.com/userinfo",
                clientId: "grafana",
                allowed: { groups: ["sre"] },
            },
        },
        prometheus: {
            host: "prometheus.example.com",
            tls: { kind: "secret", name: "wildcard" },
            authentication: {
                kind: "oidc",
                issuerUrl: "https://login.example.com",
                clientId: "proxy",
                allowed: { emailDomains: ["example.com"] },
            },
        },
        alertmanager: {
            host: "alerts.example.com",
            tls: { kind: "cert-manager", issuer: "letsencrypt" },
            authentication: { kind: "basic", user: "sre" },
        },
    },
    metrics: { retention: "15d", slack: { channel: "#alerts" }, grafana: { rootUrl: "https://grafana.example.com" } },
    logs: { chart: "loki-stack", otlp: true, retention: "30d" },
    traces: { retention: "3d", volumeSize: "20Gi" },
    collector: { replicas: 2, resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "512Mi" } } },
    registry: { charts: "oci://registry.example.com/charts", images: { "docker.io": "registry.example.com/hub" } },
    chartOverrides: { tempo: { podAnnotations: { team: "platform" } } },
    kongLicense: "{}",
    databasePassword: "secret",
    slackWebhookUrl: "https://hooks.example.com",
    grafanaOidcClientSecret: "secret",
    accessOidcClientSecret: "secret",
};

/** Checks `valid` with some keys changed; `undefined` leaves a key out, and `null` the region. */
export function check(
    changes: Record<string, unknown> = {},
    awsRegion: string | null = "eu-central-1",
    around: { stack?: string } = {},
): ReturnType<typeof validateSettings> {
    const values = new Map(
        Object.entries({ ...valid, ...changes })
            .filter(([, value]) => value !== undefined)
            .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    );
    return validateSettings({ project: "p", stack: "dev", values, awsRegion: awsRegion ?? undefined, ...around });
}

/** `key: message` of each problem. */
export function problems(changes: Record<string, unknown>): string[] {
    return lines(check(changes).problems);
}

export function lines(found: Problem[]): string[] {
    return found.map(({ key, message }) => `${key}: ${message}`);
}
