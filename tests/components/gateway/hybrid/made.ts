import type { DatabaseConnection } from "../../../../components/gateway/database/connection";
import type { ProxyExposure } from "../../../../components/gateway/nodes/proxy";
import { likeOthers } from "../made";
import type { Edition } from "../../../../components/gateway/nodes/licence";

const resources = { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } };

const node = {
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

export const dataPlane = {
    ...node,
    ...likeOthers,
    exposure: { type: "ClusterIP" } as ProxyExposure,
    http2: false,
    signals: {
        sampling: { strategy: "head" as const, rate: 0.25, spans: "all" as const, trustCallers: false },
        accessLog: { enabled: true, queryString: false },
        otlpHttpUrl: "http://collector.observability.svc:4318",
        sentByNode: false,
    },
    clusterEndpoint: "kong-cp-kong-cluster.kong.svc:8005",
    telemetryEndpoint: undefined,
};
