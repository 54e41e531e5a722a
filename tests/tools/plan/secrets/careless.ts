import { hostile, planted, plantings } from "../../../model/planted";

/** A stack that is planned, though it writes every kind of secret as a literal wherever values are free. */
export const careless = {
    "kong-observability:cluster": { kind: "kubeconfig" },
    "kong-observability:chartOverrides": {
        kong: { deployment: { ...plantings }, env: { pg_password: planted }, extraObjects: Object.values(plantings) },
        "kube-prometheus-stack": {
            grafana: { ...plantings, adminPassword: planted, note: hostile },
            alertmanager: { extra: plantings },
        },
        loki: { extraContainers: plantings["environment as a text"], more: plantings },
        tempo: plantings,
    },
    "kong-observability:gateway": {
        services: [
            {
                name: "a",
                url: `http://user:${planted}@upstream.example.com`,
                routes: [
                    {
                        name: "a",
                        paths: ["/a"],
                        plugins: [
                            { name: "key-auth", config: plantings },
                            { name: "acl", config: { note: hostile } },
                        ],
                    },
                ],
            },
        ],
        plugins: [
            { name: "opentelemetry", config: { headers: { Authorization: `Bearer ${planted}`, "X-Team": planted } } },
            { name: "http-log", config: plantings },
        ],
        resourceAttributes: { team: "platform", token: planted },
    },
    "kong-observability:access": {
        through: {
            kind: "ingress",
            className: "nginx",
            annotations: { "example.com/api-token": planted, note: hostile },
        },
        grafana: { host: "grafana.example.com", tls: { kind: "elsewhere" } },
    },
};
