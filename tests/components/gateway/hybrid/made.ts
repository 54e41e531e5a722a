import type { DatabaseConnection } from "../../../../components/gateway/database/connection";
import type { Edition } from "../../../../components/gateway/nodes/licence";

const resources = { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } };

export const node = {
    releaseName: "kong-x",
    edition: { kind: "open-source" } as Edition,
    certificate: { secretName: "kong-cluster-cert", fingerprint: "f1" },
    replicas: 2,
    resources,
    scrapeInterval: "10s",
    monitorLabels: { release: "kube-prometheus-stack" },
    registry: {},
};

export const enterprise: Edition = { kind: "enterprise", licenceSecret: "kong-enterprise-license" };

export const database: DatabaseConnection = {
    identity: "db.example.com:5432/kong",
    host: "db.example.com",
    port: 5432,
    database: "kong",
    credentials: { secretName: "kong-database", userKey: "username", passwordKey: "password" },
    ready: [],
};

export const controlPlane = { ...node, database, manager: false, rbac: false };
